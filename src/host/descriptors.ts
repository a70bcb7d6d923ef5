import { closeSync, openSync } from 'node:fs';
import { errorCode, Failure } from '../errors/index.ts';

/** What starting a child process takes: both ends of its pipes, and of the one that tells whether it was started. */
const FOR_A_CHILD = 10;

/**
 * Refuses to start a program for which there would be too few descriptors: execa (9.6) then throws a TypeError, and the
 * error of the child that was not started ends this process.
 */
export function requireDescriptors(program: string): void {
  const open: number[] = [];
  try {
    for (let i = 0; i < FOR_A_CHILD; i += 1) open.push(openSync('/dev/null', 'r'));
  } catch (cause) {
    if (!['EMFILE', 'ENFILE'].includes(errorCode(cause) ?? '')) throw cause;
    throw new Failure('unavailable', `there are too few file descriptors to start ${program}`, {
      hint: 'Allow more: ulimit -n 1024',
      cause,
    });
  } finally {
    for (const descriptor of open) closeSync(descriptor);
  }
}
