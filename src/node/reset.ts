import path from 'node:path';
import { BRIDGE } from '../backends/index.ts';
import type { Problem } from '../errors/index.ts';
import { listFolder, listLinks, readText, ruleTools, toolVersions } from '../host/index.ts';
import { type Comparison, compare, converge, scopeOf, type Target } from '../reconcile/index.ts';
import { type HostObject, keyOf, showObject } from '../state/index.ts';
import { contentHash, EMPTY_LEDGER, type Ledger, ledgerPaths, recordedMarks } from './ledger.ts';
import { type NodeRecord, readRecord, removeRecord } from './record.ts';

/** The way back: from how the host is to nothing of ours. */
export interface PreparedReset {
  readonly root: string;
  readonly record: NodeRecord | undefined;
  readonly target: Target;
  readonly comparison: Comparison;
  /** What is not taken away, and why. */
  readonly left: readonly string[];
  readonly warnings: readonly Problem[];
}

/** A setting goes back to the value of before only if it still is the one we set. */
function sysctlsBack(
  ledger: Ledger,
  now: ReadonlyMap<string, string>,
): { desired: HostObject[]; left: string[] } {
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

async function currentSysctls(ledger: Ledger): Promise<Map<string, string>> {
  const names = Object.keys(ledger.sysctls);
  const values = await Promise.all(names.map(async (name) => readText(path.join('/proc/sys', name))));
  return new Map(
    names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i].trim()] as const])),
  );
}

/** Files that are no longer what we wrote are their author's now. */
async function changedFiles(root: string, { files }: Ledger): Promise<string[]> {
  const contents = await Promise.all(Object.keys(files).map(async (file) => readText(path.join(root, file))));
  return Object.entries(files).flatMap(([file, hash], i) => {
    const content = contents[i];
    return content === undefined || contentHash(content) === hash ? [] : [file];
  });
}

/** Folders of ours that others keep something in by now. */
async function foldersInUse(root: string, ledger: Ledger): Promise<string[]> {
  const ours = new Set(ledgerPaths(ledger));
  const inUse = await Promise.all(
    ledger.folders.map(async (folder) =>
      (await listFolder(path.join(root, folder))).some((name) => !ours.has(path.join(folder, name))),
    ),
  );
  return ledger.folders.filter((_, i) => inUse[i]);
}

/** Tables and chains that iptables made for us and others use by now. */
const chainsInUse = ({ chains }: Ledger, { observed }: Comparison): string[] =>
  observed
    .filter((object) => object.kind === 'basechain' && object.busy)
    .filter((object) => chains.includes(keyOf(object)))
    .map((object) => `${showObject(object)}: others have something in it`);

/** A path that stays keeps the folders above it. */
function withFoldersAbove(paths: readonly string[]): Set<string> {
  const above = (file: string): string[] => (file === '/' ? [] : [file, ...above(path.dirname(file))]);
  return new Set(paths.flatMap(above));
}

/** Pods that still hang on the bridge lose their network with it. */
async function podWarnings(): Promise<Problem[]> {
  const ports = (await listLinks()).flatMap(({ master, ifname }) => (master === BRIDGE ? [ifname] : []));
  if (ports.length === 0) return [];
  const message = `${ports.length} pod(s) are still attached to ${BRIDGE} (${ports.join(', ')}) and lose their network`;
  return [
    { severity: 'warning', message, hint: 'Delete the pods first, so that CNI takes their ends away, too.' },
  ];
}

/** Works out what is ours on the host and what of it can go. Changes nothing. */
export async function prepareReset(root: string): Promise<PreparedReset> {
  const record = await readRecord(root);
  const ledger = record?.ledger ?? EMPTY_LEDGER;
  const [changed, inUse, sysctls, versions] = await Promise.all([
    changedFiles(root, ledger),
    foldersInUse(root, ledger),
    currentSysctls(ledger),
    toolVersions(),
  ]);
  const { desired, left } = sysctlsBack(ledger, sysctls);
  const recorded = recordedMarks(ledger);
  const keptPaths = withFoldersAbove([...changed, ...inUse]);
  const paths = new Set([...recorded.paths].filter((file) => !keptPaths.has(file)));
  const target: Target = {
    desired,
    recorded: { ...recorded, paths },
    scope: scopeOf(desired, { root, tools: ruleTools(versions) }, ledgerPaths(ledger)),
  };
  const kept = [
    ...changed.map((file) => `file ${file}: it is not as flannelctl wrote it`),
    ...inUse.map((folder) => `directory ${folder}: others have something in it`),
  ];
  const [comparison, warnings] = await Promise.all([compare(target), podWarnings()]);
  kept.push(...chainsInUse(ledger, comparison));
  return { root, record, target, comparison, left: [...left, ...kept], warnings };
}

/** Takes away what was prepared, looks that nothing of ours is left, and forgets the node. */
export async function reset({ root, record, target, comparison }: PreparedReset): Promise<void> {
  if (comparison.diff.changes.length > 0) await converge(target, comparison);
  await removeRecord(root, record?.ledger ?? EMPTY_LEDGER);
}
