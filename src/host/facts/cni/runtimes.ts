import path from 'node:path';
import { listFolder, readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';
import {
  containerdConfFolders,
  containerdFolders,
  crioConfFolders,
  crioFolders,
  type FoldersOf,
  podmanFolders,
} from './named-folders.ts';

/** A container runtime whose conf names folders: of its plugins, or of CNI confs. */
export interface CniRuntime {
  readonly name: string;
  /** The conf. */
  readonly file: string;
  readonly folders: readonly string[];
}

interface Known {
  readonly name: string;
  /** In the order in which they are read: the last value of a key counts. */
  readonly files: readonly string[];
  /** Files with this ending in the folder are read after the others. */
  readonly dropIns: { readonly folder: string; readonly ending: string };
  readonly foldersOf: FoldersOf;
  readonly confFoldersOf: FoldersOf;
}

const KNOWN: readonly Known[] = [
  {
    name: 'containerd',
    files: ['/etc/containerd/config.toml'],
    dropIns: { folder: '/etc/containerd/conf.d', ending: '.toml' },
    foldersOf: containerdFolders,
    confFoldersOf: containerdConfFolders,
  },
  {
    name: 'CRI-O',
    files: ['/etc/crio/crio.conf'],
    dropIns: { folder: '/etc/crio/crio.conf.d', ending: '' },
    foldersOf: crioFolders,
    confFoldersOf: crioConfFolders,
  },
  {
    name: 'podman',
    files: ['/usr/share/containers/containers.conf', '/etc/containers/containers.conf'],
    dropIns: { folder: '/etc/containers/containers.conf.d', ending: '.conf' },
    foldersOf: podmanFolders,
    // Its networks are its own, and none of Kubernetes.
    confFoldersOf: () => [],
  },
];

/** A conf that is missing, unreadable or no TOML names no folders; its runtime reports it. */
async function foldersIn(root: string, file: string, foldersOf: FoldersOf): Promise<string[]> {
  try {
    const text = await readText(path.join(root, file));
    if (text === undefined) return [];
    const { parse } = await import('smol-toml');
    const folders = foldersOf(parse(text, { integersAsBigInt: 'asNeeded' }));
    return folders.map((folder) => path.resolve('/', folder));
  } catch {
    return [];
  }
}

async function dropInsOf(root: string, { dropIns: { folder, ending } }: Known): Promise<string[]> {
  const names = await listFolder(path.join(root, folder)).catch(() => []);
  return names
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => path.join(folder, name));
}

async function readRuntime(
  root: string,
  known: Known,
  which: 'foldersOf' | 'confFoldersOf',
): Promise<CniRuntime[]> {
  const files = [...known.files, ...(await dropInsOf(root, known))];
  const all = await Promise.all(
    files.map(async (file) => ({
      name: known.name,
      file,
      folders: await foldersIn(root, file, known[which]),
    })),
  );
  const last = all.findLast(({ folders }) => folders.length > 0);
  return last === undefined ? [] : [last];
}

const readAll = async (root: string, which: 'foldersOf' | 'confFoldersOf'): Promise<CniRuntime[]> =>
  (await Promise.all(KNOWN.map(async (known) => readRuntime(root, known, which)))).flat();

/** The runtimes under a root whose conf names plugin folders. */
export const readRuntimes = async (root: string): Promise<CniRuntime[]> => readAll(root, 'foldersOf');

/** The runtimes under a root whose conf names the folder of CNI confs. */
export const runtimeConfFolders = (root: string): Fact<readonly CniRuntime[]> => ({
  name: 'folders of CNI confs',
  read: async () => readAll(root, 'confFoldersOf'),
});
