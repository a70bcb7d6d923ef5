import { errorCode } from '../errors/index.ts';

/** Kills a process, or with a negative number a whole process group; one that has just ended is no error. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
