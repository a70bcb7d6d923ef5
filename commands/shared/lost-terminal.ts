import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { errorCode } from '../../src/errors/index.ts';

/** Whether an error is that of a question whose terminal is gone: readline resets its mode, which fails then. */
export const isOfLostTerminal = (error: unknown): boolean =>
  errorCode(error) === 'EIO' &&
  error instanceof Error &&
  'syscall' in error &&
  error.syscall === 'setRawMode';

const STANDARD_STREAMS = [0, 1, 2] as const;

/**
 * Redirects the descriptors of a terminal that is gone to /dev/null on exit, because Node restores the terminal's
 * settings on exit and aborts if the terminal is gone (Node 20).
 */
export function replaceLostTerminal(): void {
  const terminals = STANDARD_STREAMS.filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    for (const descriptor of terminals.filter((one) => !isatty(one))) {
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // gets the lowest free descriptor, which was just closed
    }
  });
}
