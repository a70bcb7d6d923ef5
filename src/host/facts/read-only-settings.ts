import { isReadOnly } from '../observe/sysctls.ts';
import type { Fact } from './fact.ts';

/** The settings that nobody can write here. */
export const readOnlySettings = (settings: readonly string[]): Fact<readonly string[]> => ({
  name: `read-only among the settings ${settings.join(' ')}`,
  read: async () => {
    const found = await Promise.all(
      settings.map(async (setting) => ((await isReadOnly(setting)) ? [setting] : [])),
    );
    return found.flat();
  },
});
