import { outlastSignals } from '../host/index.ts';
import { endJournal } from './journal.ts';
import { leaveFolders, remember } from './saved-versions.ts';
import type { Transaction } from './transaction.ts';

/**
 * Ends a transaction that got to one of its ends: the node remembers what it is there, the journal is gone, and so are
 * the folders that were made for them if there is nothing to remember.
 */
export async function conclude(
  { memory }: Transaction,
  root: string,
  outcome: 'applied' | 'confirmed' | 'rolledBack',
): Promise<void> {
  const when = outcome === 'rolledBack' ? 'before' : 'after';
  await remember(root, memory, when);
  await endJournal(root, outcome);
  if (outcome !== 'rolledBack') outlastSignals();
  if (memory[when] === null) await leaveFolders(root, memory.folders);
}
