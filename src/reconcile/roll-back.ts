import { messageOf } from '../errors/index.ts';
import { type Change, flawOfChange, stepsOf } from '../state/index.ts';
import { type Conduct, carryOut } from './carry-out.ts';
import type { DesiredState, HostDiff } from './compare.ts';
import { conclude } from './conclude.ts';
import { attribute, type WayBack } from './foreign-changes.ts';
import { writeRecord } from './journal.ts';
import { observeUntil } from './observe-until.ts';
import { targetBefore } from './targets.ts';
import type { Transaction } from './transaction.ts';
import { leaveUsedFolders } from './used-folders.ts';
import { restoreVictims } from './victims.ts';

/** How going back ended. */
export interface Back {
  /** How many objects were compared with how they were. */
  readonly compared: number;
  /** What somebody else has changed meanwhile, and is left as it is. */
  readonly others: readonly Change[];
  /** What is not as it was. */
  readonly left: readonly Change[];
  /** What of others went with our links and could not be made again, as `ip` writes it. */
  readonly lost: readonly string[];
  /** What went wrong on the way, if something did. */
  readonly trouble: string | undefined;
  /** Why the host can't be looked at, if it can't: then it isn't known what is left. */
  readonly unseen: string | undefined;
}

export const isClean = ({ left, lost, unseen, trouble }: Back): boolean =>
  left.length === 0 && lost.length === 0 && unseen === undefined && trouble === undefined;

const apart = async (
  { scope: { root } }: DesiredState,
  transaction: Transaction,
  { diff }: HostDiff,
): Promise<WayBack> => leaveUsedFolders(root, attribute(diff.changes, transaction));

/** What going back takes. Changes nothing. */
export async function planRollback(
  target: DesiredState,
  transaction: Transaction,
): Promise<WayBack & { readonly comparison: HostDiff }> {
  const comparison = await observeUntil(target, () => true);
  return { ...(await apart(target, transaction, comparison)), comparison };
}

interface RollbackPlace {
  readonly root: string;
  readonly isKernelStateGone: boolean;
}

/**
 * Takes the host back to how it was before a transaction, by the same diff and apply, and looks again. If all is as it
 * was, the record is, too, and the transaction is over; else its journal stays, to try again.
 */
export async function rollBack(
  transaction: Transaction,
  reason: string,
  { root, isKernelStateGone }: RollbackPlace,
  { on }: Pick<Conduct, 'on'>,
): Promise<Back> {
  on({ event: 'back', reason });
  await writeRecord(root, { record: 'back', reason }).catch(() => {});
  const target = await targetBefore(root, transaction, isKernelStateGone);
  const trouble = await applyRollback(transaction, target, on);
  // What others had on links of ours went with the last boot, and is theirs to make again.
  const victims = isKernelStateGone ? [] : transaction.victims;
  const back = await lookBack({ ...transaction, victims }, target, trouble);
  if (!isClean(back)) return back;
  on({ event: 'verified', direction: 'back', objects: back.compared });
  return { ...back, trouble: await concludeBack(transaction, root, on) };
}

/** Carries the way back out; why it could not, if so. */
async function applyRollback(
  transaction: Transaction,
  target: DesiredState,
  on: Conduct['on'],
): Promise<string | undefined> {
  const { root } = target.scope;
  try {
    const { ours, comparison } = await planRollback(target, transaction);
    // What no tool can be told is left for the look that follows, and named as residue: the rest is rolled back.
    const changes = ours.filter((change) => flawOfChange(change) === undefined);
    const steps = stepsOf({ ...comparison.diff, changes });
    await carryOut(steps, {
      direction: 'back',
      site: { root, transaction: transaction.id, isWayBack: true, observed: comparison.observed },
      on,
    });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Looks whether the host is as it was. What went wrong on the way does not matter if it is. */
async function lookBack(
  transaction: Transaction,
  target: DesiredState,
  trouble: string | undefined,
): Promise<Back> {
  const compared = target.desired.length;
  try {
    const lost = await restoreVictims(transaction);
    const looked = await observeUntil(
      target,
      ({ diff }) => attribute(diff.changes, transaction).ours.length === 0,
    );
    const { ours: left, others } = await apart(target, transaction, looked);
    const isAsBefore = left.length === 0 && lost.length === 0;
    return { compared, others, left, lost, trouble: isAsBefore ? undefined : trouble, unseen: undefined };
  } catch (error) {
    return { compared, others: [], left: [], lost: [], trouble, unseen: messageOf(error) };
  }
}

/** Ends the transaction where it began; why it could not, if so. */
async function concludeBack(
  transaction: Transaction,
  root: string,
  on: Conduct['on'],
): Promise<string | undefined> {
  try {
    await conclude(transaction, root, 'rolledBack');
    on({ event: 'end', outcome: 'rolledBack' });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
