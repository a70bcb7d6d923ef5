import { messageOf } from '../../errors/index.ts';
import { type Change, type Diff, flawOfChange, stepsOf } from '../../state/index.ts';
import { carryOut, type TransactionContext } from '../apply/carry-out.ts';
import type { ReconcileHost } from '../base/host.ts';
import type { DesiredState, HostDiff } from '../comparison/compare.ts';
import { observeUntil } from '../comparison/observe-until.ts';
import { conclude } from '../history/conclude.ts';
import { writeRecord } from '../journal/journal.ts';
import type { Transaction } from '../journal/transaction.ts';
import { restoreCollateral } from './collateral.ts';
import { type AttributedChanges, attribute } from './foreign-changes.ts';
import { withoutLinkSettings } from './link-settings.ts';
import { withLinksNeededUp } from './links-needed-up.ts';
import { targetBefore } from './targets.ts';
import { leaveUsedFolders } from './used-folders.ts';

/** The result of a rollback. */
export interface RollbackResult {
  /** The number of objects that were compared. */
  readonly compared: number;
  /** What other programs changed meanwhile, which stays as it is. */
  readonly foreign: readonly Change[];
  /** What is not as it was. */
  readonly residue: readonly Change[];
  /** Foreign objects that were deleted with our links and could not be created again, as `ip` prints them. */
  readonly lost: readonly string[];
  /** What went wrong, if something did. */
  readonly trouble: string | undefined;
  /** Why the host could not be observed; then the residue is unknown. */
  readonly unseen: string | undefined;
}

export const isClean = ({ residue, lost, unseen, trouble }: RollbackResult): boolean =>
  residue.length === 0 && lost.length === 0 && unseen === undefined && trouble === undefined;

const toUndo = ({ changes }: Diff, transaction: Transaction): AttributedChanges =>
  withLinksNeededUp(withoutLinkSettings(attribute(changes, transaction)));

const attributed = async (
  host: ReconcileHost,
  transaction: Transaction,
  { diff }: HostDiff,
): Promise<AttributedChanges> => leaveUsedFolders(host, toUndo(diff, transaction));

/** The diff of a rollback. Changes nothing. */
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
 * Rolls the host back to the state before a transaction, by the same diff and apply, and verifies it. If it matches,
 * the node's record is restored and the transaction ends; else the journal stays for another try.
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
  // Foreign objects on our links were lost at the reboot; their owners create them again.
  const collateral = isKernelStateGone ? [] : transaction.collateral;
  const result = await verifyRollback(host, { ...transaction, collateral }, target, trouble);
  if (!isClean(result)) return result;
  on({ event: 'verified', direction: 'back', objects: result.compared });
  return { ...result, trouble: await concludeRollback(context, transaction, reason) };
}

/** Runs a rollback. @returns why it failed; undefined if it did not */
async function applyRollback(
  context: RollbackContext,
  transaction: Transaction,
  target: DesiredState,
): Promise<string | undefined> {
  const { host } = context;
  try {
    const { ours, comparison } = await planRollback(host, target, transaction);
    // The verification that follows names what no tool can express as residue. The rest is rolled back.
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

/** Verifies a rollback. An earlier failure does not matter if the host is as it was. */
async function verifyRollback(
  host: ReconcileHost,
  transaction: Transaction,
  target: DesiredState,
  trouble: string | undefined,
): Promise<RollbackResult> {
  const compared = target.desired.length;
  try {
    const lost = await restoreCollateral(host, transaction);
    const found = await observeUntil(host, target, ({ diff }) => toUndo(diff, transaction).ours.length === 0);
    const { ours: residue, foreign } = await attributed(host, transaction, found);
    const isAsBefore = residue.length === 0 && lost.length === 0;
    return { compared, foreign, residue, lost, trouble: isAsBefore ? undefined : trouble, unseen: undefined };
  } catch (error) {
    return { compared, foreign: [], residue: [], lost: [], trouble, unseen: messageOf(error) };
  }
}

/** Ends the transaction after a rollback. @returns why it failed; undefined if it did not */
async function concludeRollback(
  context: RollbackContext,
  transaction: Transaction,
  reason: string,
): Promise<string | undefined> {
  try {
    await conclude(context, transaction, { outcome: 'rolledBack', reason });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
