import { endJournal } from './journal.ts';
import { leaveFolders, remember } from './memory.ts';
import type { Transaction } from './transaction.ts';

/** Ends a transaction that got where it was to: the node remembers what it is now, and the journal is gone. */
export async function conclude(
  { memory }: Transaction,
  root: string,
  outcome: 'applied' | 'confirmed',
): Promise<void> {
  await remember(root, memory, 'after');
  await endJournal(root, outcome);
  if (memory.after === null) await leaveFolders(root, memory.folders);
}
