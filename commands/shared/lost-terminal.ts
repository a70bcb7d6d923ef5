import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

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
