import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD_STREAMS = [0, 1, 2] as const;

/**
 * At its end Node puts a terminal back as it found it, and aborts where the terminal is gone (Node 20). So descriptors of
 * one that is there now, and is gone by then, lead nowhere.
 */
export function forgetLostTerminal(): void {
  const terminals = STANDARD_STREAMS.filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    for (const descriptor of terminals.filter((one) => !isatty(one))) {
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // takes the number that has just become free
    }
  });
}
