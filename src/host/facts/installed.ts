import path from 'node:path';
import { isExecutable } from '../exec/executable.ts';

/** The PATH of execvp(3) if none is set. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** Whether a program is on the PATH, by the rules of execvp(3). */
export async function isInstalled(name: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? DEFAULT_PATH).split(path.delimiter);
  const found = await Promise.all(folders.map(async (folder) => isExecutable(path.join(folder, name))));
  return found.includes(true);
}
