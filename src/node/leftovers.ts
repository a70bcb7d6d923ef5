import path from 'node:path';
import { listFolder, readSysctls, readText } from '../host/index.ts';
import type { Comparison } from '../reconcile/index.ts';
import { type HostObject, keyOf, showObject } from '../state/index.ts';
import { contentHash, type Ledger, ledgerPaths } from './ledger.ts';

/** A setting goes back to the value of before only if it still is the one we set. */
export async function sysctlsBack(ledger: Ledger): Promise<{ desired: HostObject[]; left: string[] }> {
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

/** Files that are no longer what we wrote are their author's now. */
export async function changedFiles(root: string, { files }: Ledger): Promise<string[]> {
  const contents = await Promise.all(Object.keys(files).map(async (file) => readText(path.join(root, file))));
  return Object.entries(files).flatMap(([file, hash], i) => {
    const content = contents[i];
    return content === undefined || contentHash(content) === hash ? [] : [file];
  });
}

/** Folders of ours that others keep something in by now. */
export async function foldersInUse(root: string, ledger: Ledger): Promise<string[]> {
  const ours = new Set(ledgerPaths(ledger));
  const inUse = await Promise.all(
    ledger.folders.map(async (folder) =>
      (await listFolder(path.join(root, folder))).some((name) => !ours.has(path.join(folder, name))),
    ),
  );
  return ledger.folders.filter((_, i) => inUse[i]);
}

/** Tables and chains that iptables made for us and others use by now. */
export const chainsInUse = ({ chains }: Ledger, { observed }: Comparison): string[] =>
  observed
    .filter((object) => object.kind === 'basechain' && object.busy)
    .filter((object) => chains.includes(keyOf(object)))
    .map((object) => `${showObject(object)}: others have something in it`);
