import path from 'node:path';
import { interruptible, outlastProcesses, removeTemporary } from '../host/index.ts';
import type { Change } from '../state/index.ts';
import { compare, type HostDiff } from './compare.ts';
import { conclude } from './conclude.ts';
import { refuseConflicts } from './conflicts.ts';
import type { Listener } from './events.ts';
import { goForward } from './forward.ts';
import { type OpenTransaction, readOpenTransaction, sweepStateFolder } from './journal.ts';
import { orRollBack } from './or-roll-back.ts';
import { backFailure } from './report.ts';
import { type Back, isClean, planRollback, rollBack } from './roll-back.ts';
import { remember } from './saved-versions.ts';
import { targetAfter, targetBefore } from './targets.ts';

/**
 * The open transaction, once nothing that it started runs any more. What a killed command has left of
 * files that it was writing is swept away. The lock must be held.
 */
export async function findOpenTransaction(root: string): Promise<OpenTransaction | undefined> {
  const unfinished = await readOpenTransaction(root);
  if (unfinished !== undefined) {
    const { id, read } = unfinished.transaction;
    await outlastProcesses(id);
    for (const file of read.paths) await removeTemporary(path.join(root, file), id);
  }
  await sweepStateFolder(root, unfinished === undefined);
  return unfinished;
}

/** What it takes to end a transaction, and what of others goes along. */
type Preview = Pick<HostDiff, 'diff' | 'victims'>;

/** What taking an unfinished transaction back takes, as a diff, and what others have changed. Changes nothing. */
export async function previewBack(
  root: string,
  { transaction, isKernelStateGone }: OpenTransaction,
): Promise<Preview & { readonly others: readonly Change[] }> {
  const target = await targetBefore(root, transaction, isKernelStateGone);
  const { ours, others, comparison } = await planRollback(target, transaction);
  return { diff: { ...comparison.diff, changes: ours }, victims: comparison.victims, others };
}

/** Takes an unfinished transaction back. A Failure `residue` if something is not as before. */
export async function runRollback(
  root: string,
  { transaction, isKernelStateGone }: OpenTransaction,
  reason: string,
  on: Listener,
): Promise<Back> {
  return interruptible(async (stop) => {
    const back = await rollBack(transaction, reason, { root, isKernelStateGone }, { on });
    if (!isClean(back)) throw backFailure('the host could not be rolled back', 'residue', back);
    // A signal does not stop the way back, but whatever was to come after it.
    stop.throwIfAborted();
    return back;
  });
}

/** What finishing an unfinished transaction takes. Changes nothing. */
export async function previewForward(root: string, { transaction }: OpenTransaction): Promise<Preview> {
  const { diff, victims } = await compare(await targetAfter(root, transaction));
  return { diff, victims };
}

/** Finishes an unfinished transaction; should that fail, the host is rolled back to how it was before it. */
export async function finishForward(
  root: string,
  { transaction }: OpenTransaction,
  on: Listener,
): Promise<void> {
  const target = await targetAfter(root, transaction);
  const comparison = await compare(target);
  refuseConflicts(comparison);
  const { id, memory } = transaction;
  await remember(root, memory, 'during');
  const { diff, observed } = comparison;
  const course = { id, target, diff, observed, answered: [] };
  await interruptible(async (stop) =>
    orRollBack(root, transaction, { on, stop }, async () => {
      await goForward(course, { on, stop });
      await conclude(transaction, root, 'applied');
    }),
  );
  on({ event: 'end', outcome: 'applied' });
}

/** Keeps a change that waits for its confirmation. */
export async function confirm(root: string, { transaction }: OpenTransaction, on: Listener): Promise<void> {
  await conclude(transaction, root, 'confirmed');
  on({ event: 'end', outcome: 'confirmed' });
}
