import { stat } from 'node:fs/promises';

/** Whether a path is an executable regular file: root may execute it if any execute bit is set (access(2)). */
export const isExecutable = async (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile() && (found.mode & 0o111) !== 0,
    () => false,
  );
