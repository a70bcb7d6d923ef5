import { printableLines } from '../text/index.ts';
import { colored } from './paint.ts';

/**
 * What is written, wherever its parts come from: files, etcd, the kernel, tools, the command line. Nothing in it steers
 * the terminal but our own colours.
 */
export const harmless = (text: string): string => colored(printableLines(text));

/** Writes to stdout, where results go. */
export const writeOut = (text: string): void => {
  process.stdout.write(harmless(text));
};

/** Writes to stderr, where progress, hints and warnings go. */
export const writeError = (text: string): void => {
  process.stderr.write(harmless(text));
};
