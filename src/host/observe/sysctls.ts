import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { LinkName } from '../../net/index.ts';
import type { Sysctl } from '../../state/index.ts';
import { readKernelFile } from '../files/kernel-file.ts';
import { toLinkName } from './json/names.ts';

export const PROC_SYS = '/proc/sys';

/** The link whose setting a path is: `net/ipv6/conf/LINK/accept_ra`. */
const linkOf = (name: string): LinkName | undefined =>
  toLinkName(/^net\/ipv[46]\/\w+\/(?!all\/|default\/)([^/]+)\/\w+$/.exec(name)?.[1]);

function readSysctl(name: string): Sysctl[] {
  const value = readKernelFile(path.join(PROC_SYS, name));
  if (value === undefined) return [];
  const dev = linkOf(name);
  return [{ kind: 'sysctl', path: name, value, ...(dev === undefined ? {} : { dev }) }];
}

/** The settings that exist. One that doesn't (its link or module is missing) is left out. */
export const readSysctls = (names: readonly string[]): Sysctl[] => names.flatMap(readSysctl);

/** Whether nobody can write a setting here. */
export const isReadOnly = async (setting: string): Promise<boolean> =>
  access(path.join(PROC_SYS, setting), constants.W_OK).then(
    () => false,
    async (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      // A setting of a link that is not there yet will be beside the one of all links to come.
      const beside = setting.replace(/^(net\/ipv[46]\/conf)\/.+\//, '$1/default/');
      return code === 'ENOENT' && beside !== setting ? isReadOnly(beside) : code === 'EROFS';
    },
  );

/** Of settings those that can be written here. */
export const writable = async (names: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(names.map(async (name) => ((await isReadOnly(name)) ? [] : [name])));
  return found.flat();
};
