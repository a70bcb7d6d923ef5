import { readdir } from 'node:fs/promises';
import { errorCode } from '../../errors/index.ts';
import { readBounded } from '../files/bounded.ts';

/** The ids of all processes that are seen here, as /proc names them. */
export const processIds = async (): Promise<string[]> =>
  (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));

/** Reads a file of a process in /proc; undefined if the process has exited. */
export async function readProcess(pid: number | string, file: string): Promise<string | undefined> {
  try {
    return await readBounded(`/proc/${pid}/${file}`, 'host');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Reads a file of a process in /proc; undefined if the process has exited, or the file may not be read. */
export async function readProcessIfAllowed(pid: number | string, file: string): Promise<string | undefined> {
  try {
    return await readProcess(pid, file);
  } catch (error) {
    if (['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
