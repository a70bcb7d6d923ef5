import { Failure } from '../errors/index.ts';
import { converge, refuseConflicts } from '../reconcile/index.ts';
import { forwardingAlong } from './forwarding.ts';
import { EMPTY_LEDGER, ledgerAfter } from './ledger.ts';
import type { Prepared } from './prepare.ts';
import { readRecord, removeRecord, writeRecord } from './record.ts';

/**
 * Brings the host to what was prepared, and remembers it. The record is written before the first change, since it holds
 * the marks of what has none in the kernel; if the host is taken back, so is the record.
 */
export async function setUp({ root, record, spec, target, comparison }: Prepared): Promise<void> {
  refuseConflicts(comparison);
  const { name } = spec.node;
  const { changes } = comparison.diff;
  const after = ledgerAfter(record?.ledger ?? EMPTY_LEDGER, changes);
  const ledger = { ...after, sysctls: { ...after.sysctls, ...(await forwardingAlong(changes)) } };
  await writeRecord(root, { name, plan: spec.plan, options: spec.options, ledger });
  try {
    if (comparison.diff.changes.length > 0) await converge(target, comparison);
  } catch (error) {
    if (error instanceof Failure && error.exit === 'rolledBack') await restoreRecord(root, record);
    throw error;
  }
}

async function restoreRecord(root: string, record: Prepared['record']): Promise<void> {
  if (record !== undefined) await writeRecord(root, record);
  else await forgetRecord(root);
}

async function forgetRecord(root: string): Promise<void> {
  const written = await readRecord(root);
  if (written !== undefined) await removeRecord(root, written.ledger);
}
