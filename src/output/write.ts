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

/** Writes to stderr: progress, hints and warnings. */
export const writeError = (text: string): void => {
  process.stderr.write(harmless(text));
};
