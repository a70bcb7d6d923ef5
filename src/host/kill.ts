import { errorCode } from '../errors/index.ts';

/** Kills a process, or with a negative number a process group. No error if it has exited already. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
