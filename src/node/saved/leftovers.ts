import path from 'node:path';
import { foldersAbove } from '../../backends/index.ts';
import { CNI_CONF, SUBNET_ENV } from '../../flannel/index.ts';
import { iptablesIsNft, listFolder, readFiles, readSysctls, toolState } from '../../host/index.ts';
import type { HostDiff } from '../../reconcile/index.ts';
import { type FileObject, type HostObject, keyOf, showObject } from '../../state/index.ts';
import { contentHash, ledgerPaths, type OwnedByRecord } from './owned-by-record.ts';

/** A setting goes back to the value of before only if it still is the one we set. */
export async function sysctlsBack(ledger: OwnedByRecord): Promise<{ desired: HostObject[]; left: string[] }> {
  const settings = await readSysctls(Object.keys(ledger.sysctls));
  const now = new Map(settings.map((setting) => [setting.path, setting.value]));
  const entries = Object.entries(ledger.sysctls);
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

/** What stands at paths of ours and is no longer what we made is its author's now: another content, a link, a file for a folder. */
async function changedFiles(root: string, ledger: OwnedByRecord): Promise<string[]> {
  const found = await readFiles(root, ledgerPaths(ledger));
  return found.filter((file) => !isAsMade(file, ledger)).map((file) => file.path);
}

const isAsMade = ({ path: file, type, content }: FileObject, { files }: OwnedByRecord): boolean =>
  files[file] === undefined
    ? type === 'directory'
    : type !== 'directory' && contentHash(content) === files[file];

/** What of a ledger stays although it is ours by record, since it has become others'. */
export interface Kept {
  /** Files that are no longer what we made. */
  readonly changed: readonly string[];
  /** Folders with something of others in them. */
  readonly inUse: readonly string[];
  /** All of them, and the folders above. */
  readonly paths: ReadonlySet<string>;
}

/** Looks which of a ledger's files and folders have to stay. */
export async function keptFiles(root: string, ledger: OwnedByRecord): Promise<Kept> {
  const [changed, inUse] = await Promise.all([changedFiles(root, ledger), foldersInUse(root, ledger)]);
  const paths = new Set([...changed, ...inUse].flatMap((file) => [...foldersAbove(file), file]));
  return { changed, inUse, paths };
}

/** Files of flannel's names that nobody has noted as ours: without a record it is not known who made them. */
export async function unrecordedFiles(root: string, { files }: OwnedByRecord): Promise<string[]> {
  const found = await readFiles(root, [CNI_CONF, SUBNET_ENV]);
  return found.map((file) => file.path).filter((file) => files[file] === undefined);
}

/** Folders of ours that others keep something in by now. */
async function foldersInUse(root: string, ledger: OwnedByRecord): Promise<string[]> {
  const ours = new Set(ledgerPaths(ledger));
  const inUse = await Promise.all(
    ledger.folders.map(async (folder) =>
      (await listFolder(path.join(root, folder))).some((name) => !ours.has(path.join(folder, name))),
    ),
  );
  return ledger.folders.filter((_, i) => inUse[i]);
}

/**
 * Without nft nothing deletes what iptables-nft made on its first use: nothing is in it, and packets go by it. It is not
 * looked at either, so it is told once for all.
 */
export const builtInsLeft = async ({ chains }: OwnedByRecord): Promise<string[]> =>
  chains.length > 0 && (await toolState('nft')) !== 'works' && (await iptablesIsNft())
    ? ['built-in chains of iptables: empty, policy ACCEPT; only nft could delete them, and it is not here']
    : [];

/** Tables and chains that iptables made for us and others use by now. */
export const chainsInUse = ({ chains }: OwnedByRecord, { observed }: HostDiff): string[] =>
  observed
    .filter((object) => object.kind === 'basechain' && object.busy)
    .filter((object) => chains.includes(keyOf(object)))
    .map((object) => `${showObject(object)}: others have something in it`);
