import { printableLines } from '../text/index.ts';
import { colored } from './paint.ts';

/**
 * Makes output harmless, because parts of it come from files, etcd, the kernel, tools or the command line. Only our own
 * colours reach the terminal as escape codes.
 */
export const harmless = (text: string): string => colored(printableLines(text));

/** Writes to stdout: results. */
export const writeOut = (text: string): void => {
  process.stdout.write(harmless(text));
};

/** Moves the cursor to the top left and erases what is below (ECMA-48, CUP and ED). */
const CLEAR = '\u001B[H\u001B[J';

/** Erases the rest of a terminal's line (ECMA-48, EL). */
const ERASE = '\u001B[K';

/** Clears the terminal that results are shown on; false where it is none. */
export function clearScreen(): boolean {
  const { stdout } = process;
  if (stdout.isTTY) stdout.write(CLEAR);
  return stdout.isTTY;
}

/** Shows what is being done on one line of a terminal, which the next overwrites; nothing elsewhere. */
export function showProgress(text: string): void {
  const { stderr } = process;
  if (!stderr.isTTY) return;
  const shown = printableLines(text).slice(0, Math.max(0, stderr.columns - 1));
  stderr.write(`\r${shown}${ERASE}`);
}

/** Writes to stderr: progress, hints and warnings. */
export const writeError = (text: string): void => {
  process.stderr.write(harmless(text));
};
