import path from 'node:path';
import { isExecutable } from '../executable.ts';

/** Where execvp(3) looks without a PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** Whether a program of a name is on the PATH, as whoever starts it finds it. */
export async function isInstalled(name: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? DEFAULT_PATH).split(path.delimiter);
  const found = await Promise.all(folders.map(async (folder) => isExecutable(path.join(folder, name))));
  return found.includes(true);
}
