import { messageOf } from '../errors/index.ts';
import { type Change, flawOfChange, stepsOf } from '../state/index.ts';
import { carryOut, type TransactionContext } from './carry-out.ts';
import type { DesiredState, HostDiff } from './compare.ts';
import { conclude } from './conclude.ts';
import { type AttributedChanges, attribute } from './foreign-changes.ts';
import type { ReconcileHost } from './host.ts';
import { writeRecord } from './journal.ts';
import { observeUntil } from './observe-until.ts';
import { targetBefore } from './targets.ts';
import type { Transaction } from './transaction.ts';
import { leaveUsedFolders } from './used-folders.ts';
import { restoreVictims } from './victims.ts';

/** How a rollback ended. */
export interface RollbackResult {
  /** How many objects were compared with how they were. */
  readonly compared: number;
  /** What other programs have changed meanwhile, and stays as it is. */
  readonly foreign: readonly Change[];
  /** What is not as it was. */
  readonly residue: readonly Change[];
  /** Foreign objects that went with our links and could not be made again, as `ip` writes it. */
  readonly lost: readonly string[];
  /** What went wrong, if something did. */
  readonly trouble: string | undefined;
  /** Why the host can't be observed, if it can't: then the residue isn't known. */
  readonly unseen: string | undefined;
}

export const isClean = ({ residue, lost, unseen, trouble }: RollbackResult): boolean =>
  residue.length === 0 && lost.length === 0 && unseen === undefined && trouble === undefined;

const attributed = async (
  host: ReconcileHost,
  transaction: Transaction,
  { diff }: HostDiff,
): Promise<AttributedChanges> => leaveUsedFolders(host, attribute(diff.changes, transaction));

/** What a rollback takes. Changes nothing. */
export async function planRollback(
  host: ReconcileHost,
  target: DesiredState,
  transaction: Transaction,
): Promise<AttributedChanges & { readonly comparison: HostDiff }> {
  const comparison = await observeUntil(host, target, () => true);
  return { ...(await attributed(host, transaction, comparison)), comparison };
}

type RollbackContext = Omit<TransactionContext, 'stop'>;

/**
 * Brings the host to how it was before a transaction, by the same diff and apply, and observes it again. If all is as it
 * was, so is what the node remembers, and the transaction is over; else its journal stays, to try again.
 */
export async function rollBack(
  context: RollbackContext,
  transaction: Transaction,
  reason: string,
  isKernelStateGone = false,
): Promise<RollbackResult> {
  const { host, on } = context;
  on({ event: 'back', reason });
  await writeRecord(host, { record: 'back', reason }).catch(() => {});
  const target = targetBefore(host.root, transaction, isKernelStateGone);
  const trouble = await applyRollback(context, transaction, target);
  // What others had on links of ours went with the last boot, and is theirs to make again.
  const victims = isKernelStateGone ? [] : transaction.victims;
  const result = await verifyRollback(host, { ...transaction, victims }, target, trouble);
  if (!isClean(result)) return result;
  on({ event: 'verified', direction: 'back', objects: result.compared });
  return { ...result, trouble: await concludeRollback(context, transaction) };
}

/** Carries a rollback out; why it could not, if so. */
async function applyRollback(
  context: RollbackContext,
  transaction: Transaction,
  target: DesiredState,
): Promise<string | undefined> {
  const { host } = context;
  try {
    const { ours, comparison } = await planRollback(host, target, transaction);
    // What no tool can be told is found by the verification that follows, and named as residue: the rest is rolled back.
    const changes = ours.filter((change) => flawOfChange(change) === undefined);
    await carryOut(stepsOf({ ...comparison.diff, changes }), context, {
      root: host.root,
      transaction: transaction.id,
      isRollback: true,
      observed: comparison.observed,
    });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Observes whether the host is as it was. What went wrong before does not matter if it is. */
async function verifyRollback(
  host: ReconcileHost,
  transaction: Transaction,
  target: DesiredState,
  trouble: string | undefined,
): Promise<RollbackResult> {
  const compared = target.desired.length;
  try {
    const lost = await restoreVictims(host, transaction);
    const found = await observeUntil(
      host,
      target,
      ({ diff }) => attribute(diff.changes, transaction).ours.length === 0,
    );
    const { ours: residue, foreign } = await attributed(host, transaction, found);
    const isAsBefore = residue.length === 0 && lost.length === 0;
    return { compared, foreign, residue, lost, trouble: isAsBefore ? undefined : trouble, unseen: undefined };
  } catch (error) {
    return { compared, foreign: [], residue: [], lost: [], trouble, unseen: messageOf(error) };
  }
}

/** Ends the transaction where it began; why it could not, if so. */
async function concludeRollback(
  { host, on }: RollbackContext,
  transaction: Transaction,
): Promise<string | undefined> {
  try {
    await conclude(host, transaction, 'rolledBack');
    on({ event: 'end', outcome: 'rolledBack' });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
