import type { ReconcileHost } from './host.ts';
import { endJournal } from './journal.ts';
import { leaveFolders, remember } from './saved-versions.ts';
import type { Transaction } from './transaction.ts';

/**
 * Ends a transaction: saves the node's record for this outcome, deletes the journal, and deletes the folders that were
 * created for both if there is no record.
 */
export async function conclude(
  host: ReconcileHost,
  { memory }: Transaction,
  outcome: 'applied' | 'confirmed' | 'rolledBack',
): Promise<void> {
  const when = outcome === 'rolledBack' ? 'before' : 'after';
  await remember(host, memory, when);
  await endJournal(host, outcome);
  if (outcome !== 'rolledBack') host.processes.ignoreSignals();
  if (memory[when] === null) await leaveFolders(host, memory.folders);
}
