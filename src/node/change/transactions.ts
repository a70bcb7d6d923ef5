import { checkGround, ROOT_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { hostFacts, machineAt } from '../../host/index.ts';
import {
  confirm,
  dropUnfinished,
  findOpenTransaction,
  finishForward,
  isWaiting,
  type OpenTransaction,
  previewForward,
  previewRollback,
  recordEnd,
  refuseCollateral,
  refuseConflicts,
  refuseUnencodable,
  runRollback,
  saveVersion,
  versionText,
} from '../../reconcile/index.ts';
import { showForeign } from '../../state/index.ts';
import { inspect } from '../look/inspect.ts';
import { parseSaved } from '../saved/parse-saved.ts';
import { NEXT, transactionName, withHostLock } from '../terms/clean-host.ts';
import type { CommandOutcome, Dialogue, RecoveryPreview } from '../terms/dialogue.ts';
import type { ChangeTerms } from '../terms/terms.ts';
import { transactionTerms } from '../terms/transaction-terms.ts';
import { abandon } from './abandon.ts';
import { setUp } from './set-up.ts';

type Ask = Pick<Dialogue<RecoveryPreview>, 'warn' | 'show' | 'proceed'>;

/** How a transaction was ended; `found` is undefined if there was none. */
export type Ended = CommandOutcome<RecoveryPreview | undefined>;

/** Runs work on the open transaction under the lock. A given id has to match. */
async function onOpenTransaction(
  root: string,
  id: string | undefined,
  speaker: Pick<Ask, 'warn'>,
  terms: ChangeTerms,
  work: (open: OpenTransaction) => Promise<Ended>,
): Promise<Ended> {
  await checkGround(ROOT_CHECKS, hostFacts());
  return withHostLock(root, speaker, terms, async () => {
    const open = await findOpenTransaction(machineAt(root));
    if (id !== undefined && id !== open?.transaction.id) throw otherId(id, open);
    if (open === undefined) return { result: 'unchanged', found: undefined };
    return work(open);
  });
}

const otherId = (id: string, open: OpenTransaction | undefined): Failure =>
  new Failure('usage', `there is no open transaction ${id}`, {
    hint:
      open === undefined
        ? 'None is open: it was confirmed, or rolled back. See how the node is now with: flannelctl status'
        : `Open is ${transactionName(open)}.`,
  });

/** Ends a transaction in one direction after the user has seen the changes. */
async function end(left: RecoveryPreview, ask: Ask, act: () => Promise<unknown>): Promise<Ended> {
  await ask.show(left);
  if (!(await ask.proceed(left))) return { result: 'planned', found: left };
  await act();
  return { result: 'applied', found: left };
}

/** rollback: restores the host as it was before the transaction. */
export const rollBackNode = async (
  root: string,
  id: string | undefined,
  ask: Ask,
  terms: ChangeTerms,
): Promise<Ended> =>
  onOpenTransaction(root, id, ask, terms, async (open) => {
    const preview = await previewRollback(machineAt(root), open);
    return end({ open, direction: 'back', ...preview }, ask, async () =>
      runRollback({ host: machineAt(root), on: terms.on }, open, 'requested by flannelctl rollback'),
    );
  });

/** recover --forward: finishes the transaction. */
export const finishNode = async (root: string, ask: Ask, terms: ChangeTerms): Promise<Ended> =>
  onOpenTransaction(root, undefined, ask, terms, async (open) => {
    refuseWaiting(root, open);
    if (open.isKernelStateGone && open.transaction.versions.after !== null)
      return setUpAgain(root, open, ask, terms);
    const comparison = await previewForward(machineAt(root), open);
    const { diff, collateral } = comparison;
    refuseNewCollateral(collateral, open, terms);
    return end({ open, direction: 'forward', diff, collateral, others: [] }, ask, async () =>
      finishForward({ host: machineAt(root), on: terms.on }, open, comparison),
    );
  });

/** recover --abandon: leaves the host as it is and closes the transaction. */
export const abandonNode = async (root: string, ask: Ask, terms: ChangeTerms): Promise<Ended> =>
  onOpenTransaction(root, undefined, ask, terms, async (open) => {
    refuseWaiting(root, open);
    const preview = await previewRollback(machineAt(root), open);
    return end({ open, direction: 'stay', ...preview }, ask, async () => abandon(root, open, terms.on));
  });

/**
 * A reboot deletes the kernel's objects, so the journal does not describe the host any more: the node is set up from
 * its saved configuration, in a new transaction whose journal replaces the old one.
 */
async function setUpAgain(root: string, open: OpenTransaction, ask: Ask, terms: ChangeTerms): Promise<Ended> {
  const { versions } = open.transaction;
  const record = await parseSaved(root, versionText(versions, 'during') ?? '');
  const [found, warnings] = await inspect({ root, peers: [] }, [], record);
  ask.warn(warnings);
  refuseConflicts(found.comparison);
  refuseUnencodable(found.comparison);
  const { diff, collateral } = found.comparison;
  refuseNewCollateral(collateral, open, terms);
  const left: RecoveryPreview = { open, direction: 'forward', diff, collateral, others: [] };
  return end(left, ask, async () => {
    // If this fails, these marks keep what the change has left ours.
    await saveVersion(machineAt(root), versions, 'during');
    await setUp(found, await transactionTerms(found, { ...terms, confirmSeconds: 0 }, ask.warn));
    const [host, { on }] = [machineAt(root), terms];
    const reason = 'the machine was rebooted, and the node was set up again';
    await recordEnd({ host, on }, open.transaction, { outcome: 'abandoned', reason });
    await dropUnfinished(host);
  });
}

/** Losses of foreign objects were accepted when the change began; new ones are refused. */
function refuseNewCollateral(
  collateral: RecoveryPreview['collateral'],
  { transaction }: OpenTransaction,
  { acceptLoss }: ChangeTerms,
): void {
  const accepted = new Set(transaction.collateral.map(showForeign));
  refuseCollateral(
    { collateral: collateral.filter(({ foreign }) => !accepted.has(showForeign(foreign))) },
    acceptLoss,
  );
}

function refuseWaiting(root: string, open: OpenTransaction): void {
  if (!isWaiting(machineAt(root), open)) return;
  throw new Failure('pending', `${transactionName(open)} is applied, and waits to be confirmed`, {
    hint: NEXT.pending,
  });
}

/**
 * confirm: keeps a change that waits for confirmation. Fails if there is none, so that a late confirm is not taken
 * for success.
 */
export const confirmNode = async (
  root: string,
  id: string | undefined,
  speaker: Pick<Ask, 'warn'>,
  terms: ChangeTerms,
): Promise<Ended> => {
  const ended = await onOpenTransaction(root, id, speaker, terms, async (open) => {
    if (open.pending === undefined) throw notWaiting(open);
    await confirm({ host: machineAt(root), on: terms.on }, open);
    return { result: 'applied', found: undefined };
  });
  if (ended.result === 'unchanged') throw nothingWaits();
  return ended;
};

const notWaiting = (open: OpenTransaction): Failure =>
  new Failure(
    'pending',
    `${transactionName(open)} ${open.direction === 'back' ? 'was being rolled back' : 'was interrupted'}, and can't be confirmed`,
    {
      hint: NEXT.unfinished,
    },
  );

const nothingWaits = (): Failure =>
  new Failure('usage', 'no change is waiting for confirmation (already confirmed, or rolled back)', {
    hint: 'See how the node is now with: flannelctl status',
  });
