import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { PROC_SYS } from '../observe/sysctls.ts';
import type { Fact } from './fact.ts';

const isReadOnly = async (setting: string): Promise<boolean> =>
  access(path.join(PROC_SYS, setting), constants.W_OK).then(
    () => false,
    async (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      // A setting of a link that does not exist yet is looked up in the `default` folder.
      const beside = setting.replace(/^(net\/ipv[46]\/conf)\/.+\//, '$1/default/');
      return code === 'ENOENT' && beside !== setting ? isReadOnly(beside) : code === 'EROFS';
    },
  );

/** The settings that can't be written here. */
export const readOnlySettings = (settings: readonly string[]): Fact<readonly string[]> => ({
  name: `read-only among the settings ${settings.join(' ')}`,
  read: async () => {
    const found = await Promise.all(
      settings.map(async (setting) => ((await isReadOnly(setting)) ? [setting] : [])),
    );
    return found.flat();
  },
});
