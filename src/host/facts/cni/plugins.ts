import path from 'node:path';
import { isExecutable } from '../../exec/executable.ts';
import type { Fact } from '../fact.ts';
import { type CniRuntime, readRuntimes } from './runtimes.ts';

/** The default folders of runtimes: containerd and CRI-O use the first, podman 4 all. */
export const USUAL_FOLDERS: readonly string[] = [
  '/opt/cni/bin',
  '/usr/lib/cni',
  '/usr/libexec/cni',
  '/usr/local/lib/cni',
  '/usr/local/libexec/cni',
];

/** The folders of CNI plugins. */
export interface CniPlugins {
  /** The runtimes with folders of their own. */
  readonly runtimes: readonly CniRuntime[];
  /** The requested plugins in each folder. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
}

async function programsIn(folder: string, types: readonly string[]): Promise<string[]> {
  const found = await Promise.all(types.map(async (type) => isExecutable(path.join(folder, type))));
  return types.filter((_, i) => found[i]);
}

async function read(root: string, types: readonly string[]): Promise<CniPlugins> {
  const runtimes = await readRuntimes(root);
  const folders = [...new Set([...runtimes.flatMap((runtime) => runtime.folders), ...USUAL_FOLDERS])];
  const programs = await Promise.all(
    folders.map(async (folder) => [folder, await programsIn(path.join(root, folder), types)] as const),
  );
  return { runtimes, programs: Object.fromEntries(programs) };
}

/** The folders of plugins with given names, under a root. */
export const cniPlugins = (root: string, types: readonly string[]): Fact<CniPlugins> => ({
  name: `CNI plugins ${types.join(', ')}`,
  read: async () => read(root, types),
});
