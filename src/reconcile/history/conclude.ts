import type { TransactionContext } from '../apply/carry-out.ts';
import { endJournal } from '../journal/journal.ts';
import { leaveFolders, saveVersion } from '../journal/saved-versions.ts';
import type { Transaction } from '../journal/transaction.ts';
import { type End, recordEnd } from './history.ts';

/**
 * Ends a transaction: saves the node's record for this outcome, records the end, deletes the journal, and deletes the
 * folders that were created for both if there is no record.
 */
export async function conclude(
  { host, on }: Pick<TransactionContext, 'host' | 'on'>,
  transaction: Transaction,
  end: End & { readonly outcome: 'applied' | 'confirmed' | 'rolledBack' },
): Promise<void> {
  const { versions } = transaction;
  const when = end.outcome === 'rolledBack' ? 'before' : 'after';
  await saveVersion(host, versions, when);
  await recordEnd({ host, on }, transaction, end);
  await endJournal(host, end.outcome);
  if (end.outcome !== 'rolledBack') host.processes.ignoreSignals();
  if (versions[when] === null) await leaveFolders(host, versions.folders);
  on({ event: 'end', outcome: end.outcome });
}
