import { readFileSync } from 'node:fs';
import { errorCode } from '../../errors/index.ts';

/** The process of the file ended, or the file is of a link or module that is not there, or may not be read. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ESRCH', 'EACCES'];

/**
 * Reads a small file of /proc or /sys; undefined if it can't be read. The kernel answers for these without waiting, and
 * one by a promise takes ten times as long.
 */
export function readKernelFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (NOT_THERE.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
