import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { PROC_SYS } from '../observe/sysctls.ts';
import type { Fact } from './fact.ts';

/** Whether a path below /proc/sys is on a mount that is read-only, as in a container; one that is not there yet is not. */
const isReadOnly = async (setting: string): Promise<boolean> =>
  access(path.join(PROC_SYS, setting), constants.W_OK).then(
    () => false,
    (error: unknown) => (error as NodeJS.ErrnoException).code === 'EROFS',
  );

/** Of settings those that nobody can write here. */
export const readOnlySettings = (settings: readonly string[]): Fact<readonly string[]> => ({
  name: `read-only among the settings ${settings.join(' ')}`,
  read: async () => {
    const found = await Promise.all(
      settings.map(async (setting) => ((await isReadOnly(setting)) ? [setting] : [])),
    );
    return found.flat();
  },
});
