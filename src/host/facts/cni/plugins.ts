import path from 'node:path';
import { isExecutable } from '../../executable.ts';
import type { Fact } from '../fact.ts';
import { type CniRuntime, readRuntimes } from './runtimes.ts';

/** Where runtimes look that are not told otherwise: containerd and CRI-O in the first, podman 4 in all. */
const USUAL_FOLDERS: readonly string[] = [
  '/opt/cni/bin',
  '/usr/lib/cni',
  '/usr/libexec/cni',
  '/usr/local/lib/cni',
  '/usr/local/libexec/cni',
];

/** Where CNI plugins are. */
export interface CniPlugins {
  /** The runtimes that look in folders of their own. */
  readonly runtimes: readonly CniRuntime[];
  /** For each folder that was looked in, which of the plugins asked for it has. */
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

/** Where plugins of some names are, under a root. */
export const cniPlugins = (root: string, types: readonly string[]): Fact<CniPlugins> => ({
  name: `CNI plugins ${types.join(', ')}`,
  read: async () => read(root, types),
});
