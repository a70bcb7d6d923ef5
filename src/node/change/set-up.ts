import { machineAt, seesAllRules } from '../../host/index.ts';
import { keepMemory, type Pending, type SavedVersions, type Terms, transact } from '../../reconcile/index.ts';
import type { NodeDiff } from '../compare/node-diff.ts';
import { type Along, alongForLedger, forwardingAlong } from '../saved/forwarding.ts';
import { EMPTY_LEDGER, ledgerAfter, ledgerDuring, type OwnedByRecord } from '../saved/owned-by-record.ts';
import { memoryOf } from '../saved/saved-node.ts';

/** What the node remembers of a change: while it is made, and once it has succeeded. */
async function memoryOfSetUp(
  { root, record, spec, target: { desired }, comparison: { observed, diff } }: NodeDiff,
  along: Along,
): Promise<SavedVersions> {
  const { changes } = diff;
  const before = record?.ledger ?? EMPTY_LEDGER;
  const withAlong = (ledger: OwnedByRecord): OwnedByRecord => ({
    ...ledger,
    sysctls: { ...ledger.sysctls, ...alongForLedger(along) },
  });
  // Of what was never noted nothing is forgotten.
  const areChainsSeen = before.chains.length === 0 || (await seesAllRules());
  const end = { desired, observed, changes, areChainsSeen };
  const told = { name: spec.node.name, plan: spec.plan, options: spec.options };
  const after = { ...told, ledger: withAlong(ledgerAfter(before, end)) };
  return memoryOf(root, after, withAlong(ledgerDuring(before, changes)));
}

/** Brings the host to what was prepared, and remembers it; gives what waits for its confirmation, if something does. */
export async function setUp(prepared: NodeDiff, terms: Terms): Promise<Pending | undefined> {
  const { target, comparison } = prepared;
  const host = machineAt(prepared.root);
  const { changes } = comparison.diff;
  const along = await forwardingAlong(changes);
  const memory = await memoryOfSetUp(prepared, along);
  if (changes.length > 0) return transact(host, { target, comparison, memory, along }, terms);
  await keepMemory(host, memory);
  return undefined;
}
