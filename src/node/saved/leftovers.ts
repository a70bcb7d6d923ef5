import path from 'node:path';
import { foldersAbove } from '../../backends/index.ts';
import { CNI_CONF, SUBNET_ENV } from '../../flannel/index.ts';
import { iptablesIsNft, listFolder, readFiles, readSysctls, toolState } from '../../host/index.ts';
import type { HostDiff } from '../../reconcile/index.ts';
import { type FileObject, type HostObject, keyOf, showObject } from '../../state/index.ts';
import { contentHash, type OwnedByRecord, ownedPaths } from './owned-by-record.ts';

/** Settings to restore: a setting gets its earlier value only if it still has the one that flannelctl wrote. */
export function sysctlsToRestore(owned: OwnedByRecord): { desired: HostObject[]; left: string[] } {
  const settings = readSysctls(Object.keys(owned.sysctls));
  const now = new Map(settings.map((setting) => [setting.path, setting.value]));
  const entries = Object.entries(owned.sysctls);
  const isOurs = ([name, { set }]: (typeof entries)[number]): boolean => now.get(name) === set;
  return {
    desired: entries
      .filter(isOurs)
      .map(([name, { before }]) => ({ kind: 'sysctl', path: name, value: before })),
    left: entries
      .filter((entry) => !isOurs(entry) && now.has(entry[0]))
      .map(
        ([name, { before, set }]) =>
          `sysctl ${name} = ${now.get(name)}: somebody changed it from our ${set}; it was ${before} before`,
      ),
  };
}

/**
 * Recorded paths that hold something other than flannelctl wrote (other content, a link, a file instead of a folder):
 * another program's now.
 */
async function changedFiles(root: string, owned: OwnedByRecord): Promise<string[]> {
  const found = await readFiles(root, ownedPaths(owned));
  return found.filter((file) => !isAsMade(file, owned)).map((file) => file.path);
}

const isAsMade = ({ path: file, type, content }: FileObject, { files }: OwnedByRecord): boolean =>
  files[file] === undefined
    ? type === 'directory'
    : type !== 'directory' && contentHash(content) === files[file];

/** Recorded files and folders that stay, because another program uses them. */
export interface RetainedFiles {
  /** Files that another program changed. */
  readonly changed: readonly string[];
  /** Folders with foreign files in them. */
  readonly inUse: readonly string[];
  /** All of them, and the folders above. */
  readonly paths: ReadonlySet<string>;
}

/** Finds the recorded files and folders that have to stay. */
export async function retainedFiles(root: string, owned: OwnedByRecord): Promise<RetainedFiles> {
  const [changed, inUse] = await Promise.all([changedFiles(root, owned), usedFoldersOf(root, owned)]);
  const paths = new Set([...changed, ...inUse].flatMap((file) => [...foldersAbove(file), file]));
  return { changed, inUse, paths };
}

/** Files with flannel's names that are not in the record: they may be flannel's. */
export async function unrecordedFiles(root: string, { files }: OwnedByRecord): Promise<string[]> {
  const found = await readFiles(root, [CNI_CONF, SUBNET_ENV]);
  return found.map((file) => file.path).filter((file) => files[file] === undefined);
}

/** Recorded folders with foreign files in them. */
async function usedFoldersOf(root: string, owned: OwnedByRecord): Promise<string[]> {
  const ours = new Set(ownedPaths(owned));
  const inUse = await Promise.all(
    owned.folders.map(async (folder) =>
      (await listFolder(path.join(root, folder))).some((name) => !ours.has(path.join(folder, name))),
    ),
  );
  return owned.folders.filter((_, i) => inUse[i]);
}

/**
 * The tables and chains that iptables-nft made and that nothing but nft deletes: told if nft is missing. They are
 * empty and let packets pass. They are not observed, so there is one message for all.
 */
export const retainedBuiltIns = async ({ chains }: OwnedByRecord): Promise<string[]> =>
  chains.length > 0 && (await toolState('nft')) !== 'works' && (await iptablesIsNft())
    ? ['built-in chains of iptables: empty, policy ACCEPT; only nft could delete them, and it is not here']
    : [];

/** Tables and chains that iptables made for flannelctl and other programs use, too. */
export const retainedChains = ({ chains }: OwnedByRecord, { observed }: HostDiff): string[] =>
  observed
    .filter((object) => object.kind === 'basechain' && object.busy)
    .filter((object) => chains.includes(keyOf(object)))
    .map((object) => `${showObject(object)}: others have something in it`);
