import { keepMemory, type Pending, type Terms, transact } from '../reconcile/index.ts';
import { alongForLedger, forwardingAlong } from './forwarding.ts';
import { EMPTY_LEDGER, ledgerAfter } from './ledger.ts';
import type { Prepared } from './prepare.ts';
import { memoryOf } from './record.ts';

/** Brings the host to what was prepared, and remembers it; gives what waits for its confirmation, if something does. */
export async function setUp(prepared: Prepared, terms: Terms): Promise<Pending | undefined> {
  const { root, record, spec, target, comparison } = prepared;
  const { changes } = comparison.diff;
  const along = await forwardingAlong(changes);
  const after = ledgerAfter(record?.ledger ?? EMPTY_LEDGER, changes);
  const ledger = { ...after, sysctls: { ...after.sysctls, ...alongForLedger(along) } };
  const memory = await memoryOf(root, {
    name: spec.node.name,
    plan: spec.plan,
    options: spec.options,
    ledger,
  });
  if (changes.length > 0) return transact({ target, comparison, memory, along }, terms);
  await keepMemory(root, memory);
  return undefined;
}
