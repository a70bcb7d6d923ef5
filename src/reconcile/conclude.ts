import type { ReconcileHost } from './host.ts';
import { endJournal } from './journal.ts';
import { leaveFolders, remember } from './saved-versions.ts';
import type { Transaction } from './transaction.ts';

/**
 * Ends a transaction that got to one of its ends: the node remembers what it is there, the journal is gone, and so are
 * the folders that were made for them if there is nothing to remember.
 */
export async function conclude(
  host: ReconcileHost,
  { memory }: Transaction,
  outcome: 'applied' | 'confirmed' | 'rolledBack',
): Promise<void> {
  const when = outcome === 'rolledBack' ? 'before' : 'after';
  await remember(host, memory, when);
  await endJournal(host, outcome);
  if (outcome !== 'rolledBack') host.processes.outlastSignals();
  if (memory[when] === null) await leaveFolders(host, memory.folders);
}
