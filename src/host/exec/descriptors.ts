import { closeSync, openSync } from 'node:fs';
import { errorCode, Failure } from '../../errors/index.ts';

/**
 * The file descriptors needed to start a child: both ends of its pipes, and of the pipe that reports whether exec
 * succeeded.
 */
const FOR_A_CHILD = 10;

/**
 * Refuses to start a program if too few file descriptors are left. Otherwise execa (9.6) throws a TypeError, and the
 * error event of the child that did not start ends this process.
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
