import type { Problem } from '../../errors/index.ts';
import { listLinks, machineAt, oneReading } from '../../host/index.ts';
import {
  compare,
  type DesiredState,
  type HostDiff,
  type Pending,
  saveUnchanged,
  scopeOf,
  type Terms,
  transact,
} from '../../reconcile/index.ts';
import { agentUnitPaths } from '../managed/agent-unit.ts';
import { programsBy, refuseBlind } from '../resolve/engine.ts';
import {
  retainedBuiltIns,
  retainedChains,
  retainedFiles,
  sysctlsToRestore,
  unrecordedFiles,
} from '../saved/leftovers.ts';
import { NOTHING_OWNED, ownedPaths, recordedMarks } from '../saved/owned-by-record.ts';
import { readSaved } from '../saved/read-saved.ts';
import { recordVersionsOfReset, type SavedNode } from '../saved/saved-node.ts';
import { unrecordedWarnings } from '../saved/unrecorded.ts';

/** The changes from the observed host to one without our objects. */
export interface ResetDiff {
  readonly root: string;
  readonly record: SavedNode | undefined;
  readonly target: DesiredState;
  readonly comparison: HostDiff;
  /** What is not deleted, and why. */
  readonly left: readonly string[];
  readonly warnings: readonly Problem[];
}

/** Pods that are attached to a deleted bridge lose their network. */
async function podWarnings({ diff: { changes } }: HostDiff): Promise<Problem[]> {
  const going = changes.flatMap((change) =>
    change.action === 'delete' && change.from.kind === 'link' ? [change.from.name] : [],
  );
  const links = await listLinks();
  return going.flatMap((bridge): Problem[] => {
    const ports = links.flatMap(({ master, ifname }) => (master === bridge ? [ifname] : []));
    if (ports.length === 0) return [];
    const message = `${ports.length} pod(s) are still attached to ${bridge} (${ports.join(', ')}) and lose their network`;
    const hint = 'Delete the pods first, so that CNI takes their ends away, too.';
    return [{ severity: 'warning', message, hint }];
  });
}

/** The diff of a reset: what is ours on the host, without what has to stay. Changes nothing. */
export const diffReset = async (root: string): Promise<ResetDiff> => oneReading(async () => resetDiff(root));

async function resetDiff(root: string): Promise<ResetDiff> {
  const record = await readSaved(root);
  const owned = record?.ledger ?? NOTHING_OWNED;
  const [{ changed, inUse, paths: kept }, unrecorded] = await Promise.all([
    retainedFiles(root, owned),
    unrecordedFiles(root, owned),
  ]);
  const { desired, left } = sysctlsToRestore(owned);
  const recorded = recordedMarks(owned);
  await refuseBlind(await programsBy(record));
  const service = await agentUnitPaths(root);
  const paths = new Set([...[...recorded.paths].filter((file) => !kept.has(file)), ...service]);
  const target: DesiredState = {
    desired,
    recorded: { ...recorded, paths },
    scope: scopeOf(desired, root, [...ownedPaths(owned), ...service]),
  };
  const staying = [
    ...changed.map((file) => `file ${file}: it is not as flannelctl wrote it`),
    ...unrecorded.map((file) => `file ${file}: it is not noted that flannelctl wrote it`),
    ...inUse.map((folder) => `directory ${folder}: others have something in it`),
  ];
  const [comparison, unrecordedLinks] = await Promise.all([
    compare(machineAt(root), target),
    record === undefined ? unrecordedWarnings(root) : [],
  ]);
  staying.push(...retainedChains(owned, comparison), ...(await retainedBuiltIns(owned)));
  return {
    root,
    record,
    target,
    comparison,
    left: [...left, ...staying],
    warnings: [...unrecordedLinks, ...(await podWarnings(comparison))],
  };
}

/** Applies the diff of a reset, verifies that nothing of ours remains, and deletes the record. */
export async function reset(
  { root, record, target, comparison }: ResetDiff,
  terms: Terms,
): Promise<Pending | undefined> {
  const versions = await recordVersionsOfReset(root, record?.ledger ?? NOTHING_OWNED);
  if (comparison.diff.changes.length > 0)
    return transact(
      machineAt(root),
      { target, comparison, versions, linked: { before: [], after: [] } },
      terms,
    );
  await saveUnchanged(machineAt(root), versions);
  return undefined;
}
