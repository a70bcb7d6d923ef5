import { errorCode } from '../errors/index.ts';
import { readBounded } from './bounded.ts';

/** A file of a process below /proc; undefined if the process has ended. */
export async function readProcess(pid: number | string, file: string): Promise<string | undefined> {
  try {
    return await readBounded(`/proc/${pid}/${file}`, 'host');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** The same, and undefined as well if it may not be looked at. */
export async function readProcessIfAllowed(pid: number | string, file: string): Promise<string | undefined> {
  try {
    return await readProcess(pid, file);
  } catch (error) {
    if (['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
