import path from 'node:path';
import type { Change } from '../../state/index.ts';
import type { TransactionContext } from '../apply/carry-out.ts';
import { goForward } from '../apply/forward.ts';
import type { ReconcileHost } from '../base/host.ts';
import { compare, type HostDiff } from '../comparison/compare.ts';
import { refuseConflicts } from '../comparison/conflicts.ts';
import { conclude } from '../history/conclude.ts';
import { type OpenTransaction, readOpenTransaction, sweepStateFolder } from '../journal/journal.ts';
import { saveVersion } from '../journal/saved-versions.ts';
import { orRollBack } from '../rollback/or-roll-back.ts';
import { rollbackFailure } from '../rollback/report.ts';
import { isClean, planRollback, type RollbackResult, rollBack } from '../rollback/roll-back.ts';
import { targetAfter, targetBefore } from '../rollback/targets.ts';

/**
 * The open transaction, once none of its processes runs any more. Deletes the temporary files of a killed command. The
 * lock must be held.
 */
export async function findOpenTransaction(host: ReconcileHost): Promise<OpenTransaction | undefined> {
  const open = await readOpenTransaction(host);
  if (open !== undefined) {
    const { id, read } = open.transaction;
    await host.processes.awaitProcesses(id);
    for (const file of read.paths) await host.files.removeTemporary(path.join(host.root, file), id);
  }
  await sweepStateFolder(host, open === undefined);
  return open;
}

/** The diff that ends a transaction, and the foreign objects that it deletes. */
type Preview = Pick<HostDiff, 'diff' | 'collateral'>;

/** The diff that rolls an open transaction back, and what other programs have changed. Changes nothing. */
export async function previewRollback(
  host: ReconcileHost,
  { transaction, isKernelStateGone }: OpenTransaction,
): Promise<Preview & { readonly others: readonly Change[] }> {
  const target = targetBefore(host.root, transaction, isKernelStateGone);
  const { ours, foreign, comparison } = await planRollback(host, target, transaction);
  return {
    diff: { ...comparison.diff, changes: ours },
    collateral: comparison.collateral,
    others: foreign,
  };
}

type RecoverContext = Omit<TransactionContext, 'stop'>;

/** Rolls an open transaction back. @throws Failure `residue` if something is not as before */
export async function runRollback(
  context: RecoverContext,
  { transaction, isKernelStateGone }: OpenTransaction,
  reason: string,
): Promise<RollbackResult> {
  return context.host.processes.interruptible(async (stop) => {
    const result = await rollBack(context, transaction, reason, isKernelStateGone);
    if (!isClean(result)) throw rollbackFailure('the host could not be rolled back', 'residue', result);
    // A signal does not stop a rollback, only what was to come after it.
    stop.throwIfAborted();
    return result;
  });
}

/** The diff that finishes an open transaction. Changes nothing. @throws Failure if it has conflicts */
export async function previewForward(
  host: ReconcileHost,
  { transaction }: OpenTransaction,
): Promise<HostDiff> {
  const comparison = await compare(host, targetAfter(host.root, transaction));
  refuseConflicts(comparison);
  return comparison;
}

/**
 * Finishes an open transaction by the diff that was shown. If that fails, rolls the host back to the state before the
 * transaction.
 */
export async function finishForward(
  { host, on }: RecoverContext,
  { transaction }: OpenTransaction,
  { diff, observed, marks }: HostDiff,
): Promise<void> {
  const target = targetAfter(host.root, transaction);
  const { id, versions } = transaction;
  await saveVersion(host, versions, 'during');
  await host.processes.interruptible(async (stop) => {
    const context = { host, on, stop };
    return orRollBack(context, transaction, async () => {
      await goForward({ id, target, diff, observed, marks, answered: [] }, context);
      await conclude(context, transaction, { outcome: 'applied' });
    });
  });
}

/** Confirms a change. */
export const confirm = async (context: RecoverContext, { transaction }: OpenTransaction): Promise<void> =>
  conclude(context, transaction, { outcome: 'confirmed' });
