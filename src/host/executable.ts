import { stat } from 'node:fs/promises';

/** Whether a file is there that can be run: a regular one, with the bit that lets root run it (access(2)). */
export const isExecutable = async (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile() && (found.mode & 0o111) !== 0,
    () => false,
  );
