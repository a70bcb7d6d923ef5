import { machineAt, seesAllRules } from '../../host/index.ts';
import {
  type Pending,
  type SavedVersions,
  saveUnchanged,
  type Terms,
  transact,
} from '../../reconcile/index.ts';
import type { NodeDiff } from '../compare/node-diff.ts';
import { formerPublicIPs } from '../saved/former-ips.ts';
import { type LinkedSettings, linkedAsOwned, linkedToForwarding } from '../saved/forwarding.ts';
import { NOTHING_OWNED, type OwnedByRecord, ownedAfter, ownedDuring } from '../saved/owned-by-record.ts';
import { recordVersions } from '../saved/saved-node.ts';

/** The records that a change saves: during the change, and after its success. */
async function versionsOfSetUp(
  { root, record, spec, target: { desired }, comparison: { observed, diff } }: NodeDiff,
  linked: LinkedSettings,
): Promise<SavedVersions> {
  const { changes } = diff;
  const before = record?.ledger ?? NOTHING_OWNED;
  const withLinked = (owned: OwnedByRecord): OwnedByRecord => ({
    ...owned,
    sysctls: { ...owned.sysctls, ...linkedAsOwned(linked) },
  });
  // Without recorded chains there is none to drop.
  const areChainsSeen = before.chains.length === 0 || (await seesAllRules());
  const end = { desired, observed, changes, areChainsSeen };
  const told = {
    ...{ name: spec.node.name, plan: spec.plan, options: spec.options },
    formerPublicIPs: formerPublicIPs(record, spec.node),
  };
  const after = { ...told, ledger: withLinked(ownedAfter(before, end)) };
  return recordVersions(root, after, withLinked(ownedDuring(before, changes)), record);
}

/** Applies a diff and saves the node; returns the pending change if it waits for confirmation. */
export async function setUp(prepared: NodeDiff, terms: Terms): Promise<Pending | undefined> {
  const { target, comparison } = prepared;
  const host = machineAt(prepared.root);
  const { changes } = comparison.diff;
  const linked = await linkedToForwarding(changes);
  const versions = await versionsOfSetUp(prepared, linked);
  if (changes.length > 0) return transact(host, { target, comparison, versions, linked }, terms);
  await saveUnchanged(host, versions);
  return undefined;
}
