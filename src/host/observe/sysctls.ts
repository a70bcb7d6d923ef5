import path from 'node:path';
import type { Sysctl } from '../../state/index.ts';
import { readText } from '../files.ts';

export const PROC_SYS = '/proc/sys';

async function readSysctl(name: string): Promise<Sysctl[]> {
  const value = await readText(path.join(PROC_SYS, name));
  return value === undefined ? [] : [{ kind: 'sysctl', path: name, value: value.trim() }];
}

/** The settings that exist. One that doesn't (its link or module is missing) is left out. */
export const readSysctls = async (names: readonly string[]): Promise<Sysctl[]> =>
  (await Promise.all(names.map(readSysctl))).flat();
