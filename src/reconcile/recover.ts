import path from 'node:path';
import type { Change } from '../state/index.ts';
import type { TransactionContext } from './carry-out.ts';
import { compare, type HostDiff } from './compare.ts';
import { conclude } from './conclude.ts';
import { refuseConflicts } from './conflicts.ts';
import { goForward } from './forward.ts';
import type { ReconcileHost } from './host.ts';
import { type OpenTransaction, readOpenTransaction, sweepStateFolder } from './journal.ts';
import { orRollBack } from './or-roll-back.ts';
import { rollbackFailure } from './report.ts';
import { isClean, planRollback, type RollbackResult, rollBack } from './roll-back.ts';
import { remember } from './saved-versions.ts';
import { targetAfter, targetBefore } from './targets.ts';

/**
 * The open transaction, once nothing that it started runs any more. What a killed command has left of
 * files that it was writing is swept away. The lock must be held.
 */
export async function findOpenTransaction(host: ReconcileHost): Promise<OpenTransaction | undefined> {
  const open = await readOpenTransaction(host);
  if (open !== undefined) {
    const { id, read } = open.transaction;
    await host.processes.outlastProcesses(id);
    for (const file of read.paths) await host.files.removeTemporary(path.join(host.root, file), id);
  }
  await sweepStateFolder(host, open === undefined);
  return open;
}

/** What it takes to end a transaction, and what of others goes along. */
type Preview = Pick<HostDiff, 'diff' | 'victims'>;

/** What rolling an open transaction back takes, as a diff, and what others have changed. Changes nothing. */
export async function previewRollback(
  host: ReconcileHost,
  { transaction, isKernelStateGone }: OpenTransaction,
): Promise<Preview & { readonly others: readonly Change[] }> {
  const target = targetBefore(host.root, transaction, isKernelStateGone);
  const { ours, foreign, comparison } = await planRollback(host, target, transaction);
  return {
    diff: { ...comparison.diff, changes: ours },
    victims: comparison.victims,
    others: foreign,
  };
}

type RecoverContext = Omit<TransactionContext, 'stop'>;

/** Rolls an open transaction back. A Failure `residue` if something is not as before. */
export async function runRollback(
  context: RecoverContext,
  { transaction, isKernelStateGone }: OpenTransaction,
  reason: string,
): Promise<RollbackResult> {
  return context.host.processes.interruptible(async (stop) => {
    const result = await rollBack(context, transaction, reason, isKernelStateGone);
    if (!isClean(result)) throw rollbackFailure('the host could not be rolled back', 'residue', result);
    // A signal does not stop a rollback, but whatever was to come after it.
    stop.throwIfAborted();
    return result;
  });
}

/** What finishing an open transaction takes. Changes nothing. */
export async function previewForward(
  host: ReconcileHost,
  { transaction }: OpenTransaction,
): Promise<Preview> {
  const { diff, victims } = await compare(host, targetAfter(host.root, transaction));
  return { diff, victims };
}

/** Finishes an open transaction; should that fail, the host is rolled back to how it was before it. */
export async function finishForward(
  { host, on }: RecoverContext,
  { transaction }: OpenTransaction,
): Promise<void> {
  const target = targetAfter(host.root, transaction);
  const comparison = await compare(host, target);
  refuseConflicts(comparison);
  const { id, memory } = transaction;
  await remember(host, memory, 'during');
  const { diff, observed } = comparison;
  await host.processes.interruptible(async (stop) => {
    const context = { host, on, stop };
    return orRollBack(context, transaction, async () => {
      await goForward({ id, target, diff, observed, answered: [] }, context);
      await conclude(host, transaction, 'applied');
    });
  });
  on({ event: 'end', outcome: 'applied' });
}

/** Keeps a change that waits for its confirmation. */
export async function confirm({ host, on }: RecoverContext, { transaction }: OpenTransaction): Promise<void> {
  await conclude(host, transaction, 'confirmed');
  on({ event: 'end', outcome: 'confirmed' });
}
