import { readSysctls } from '../observe/sysctls.ts';
import type { Fact } from './fact.ts';

/** The values of kernel settings, by their paths below /proc/sys; one that does not exist is left out. */
export const settings = (paths: readonly string[]): Fact<Readonly<Record<string, string>>> => ({
  name: `settings ${paths.join(' ')}`,
  read: async () => Object.fromEntries(readSysctls(paths).map(({ path, value }) => [path, value])),
});
