import { machineAt, seesAllRules } from '../../host/index.ts';
import { keepMemory, type Pending, type SavedVersions, type Terms, transact } from '../../reconcile/index.ts';
import type { NodeDiff } from '../compare/node-diff.ts';
import { formerPublicIPs } from '../saved/former-ips.ts';
import { type LinkedSettings, linkedAsOwned, linkedToForwarding } from '../saved/forwarding.ts';
import { NOTHING_OWNED, type OwnedByRecord, ownedAfter, ownedDuring } from '../saved/owned-by-record.ts';
import { recordVersions } from '../saved/saved-node.ts';

/** The records that a change saves: during the change, and after its success. */
async function memoryOfSetUp(
  { root, record, spec, target: { desired }, comparison: { observed, diff } }: NodeDiff,
  along: LinkedSettings,
): Promise<SavedVersions> {
  const { changes } = diff;
  const before = record?.ledger ?? NOTHING_OWNED;
  const withAlong = (owned: OwnedByRecord): OwnedByRecord => ({
    ...owned,
    sysctls: { ...owned.sysctls, ...linkedAsOwned(along) },
  });
  // Without recorded chains there is none to drop.
  const areChainsSeen = before.chains.length === 0 || (await seesAllRules());
  const end = { desired, observed, changes, areChainsSeen };
  const told = {
    ...{ name: spec.node.name, plan: spec.plan, options: spec.options },
    formerPublicIPs: formerPublicIPs(record, spec.node),
  };
  const after = { ...told, ledger: withAlong(ownedAfter(before, end)) };
  return recordVersions(root, after, withAlong(ownedDuring(before, changes)), record);
}

/** Applies a diff and saves the node; returns the pending change if it waits for confirmation. */
export async function setUp(prepared: NodeDiff, terms: Terms): Promise<Pending | undefined> {
  const { target, comparison } = prepared;
  const host = machineAt(prepared.root);
  const { changes } = comparison.diff;
  const along = await linkedToForwarding(changes);
  const memory = await memoryOfSetUp(prepared, along);
  if (changes.length > 0) return transact(host, { target, comparison, memory, along }, terms);
  await keepMemory(host, memory);
  return undefined;
}
