import { errorCode } from '../../errors/index.ts';

/** Kills a process, or with a negative number a process group, or sends it another signal. No error if it has exited already. */
export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
