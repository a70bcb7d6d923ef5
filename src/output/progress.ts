import { printable } from '../text/index.ts';

/** Erases the rest of a terminal's line (ECMA-48, EL). */
const ERASE = '\u001B[K';

/** Shows what is being done on one line of a terminal, which the next overwrites; nothing elsewhere. */
export function showProgress(text: string): void {
  const { stderr } = process;
  if (!stderr.isTTY) return;
  stderr.write(`\r${printable(text).slice(0, Math.max(0, stderr.columns - 1))}${ERASE}`);
}
