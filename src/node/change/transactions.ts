import { checkGround, ROOT_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { hostFacts, machineAt } from '../../host/index.ts';
import {
  confirm,
  dropUnfinished,
  findOpenTransaction,
  finishForward,
  memoryText,
  type OpenTransaction,
  previewForward,
  previewRollback,
  refuseConflicts,
  refuseLosses,
  refuseUnencodable,
  remember,
  runRollback,
} from '../../reconcile/index.ts';
import { showForeign } from '../../state/index.ts';
import { parseSaved } from '../saved/parse-saved.ts';
import { abandon } from './abandon.ts';
import { isWaiting, lock, NEXT, transactionName } from './clean-host.ts';
import type { CommandOutcome, Dialogue, RecoveryPreview } from './dialogue.ts';
import { inspect } from './inspect.ts';
import { setUp } from './set-up.ts';
import type { ChangeTerms } from './terms.ts';
import { transactionTerms } from './transaction-terms.ts';

type Ask = Pick<Dialogue<RecoveryPreview>, 'warn' | 'show' | 'proceed'>;

/** How a transaction was ended; nothing was found if there was none. */
export type Ended = CommandOutcome<RecoveryPreview | undefined>;

/** Works on the open transaction, under the lock. An id that is given has to be its own. */
async function onOpenTransaction(
  root: string,
  id: string | undefined,
  speaker: Pick<Ask, 'warn'>,
  terms: ChangeTerms,
  work: (unfinished: OpenTransaction) => Promise<Ended>,
): Promise<Ended> {
  await checkGround(ROOT_CHECKS, hostFacts());
  return lock(root, speaker, terms, async () => {
    const unfinished = await findOpenTransaction(machineAt(root));
    if (id !== undefined && id !== unfinished?.transaction.id) throw otherId(id, unfinished);
    if (unfinished === undefined) return { result: 'unchanged', found: undefined };
    return work(unfinished);
  });
}

const otherId = (id: string, unfinished: OpenTransaction | undefined): Failure =>
  new Failure('usage', `there is no open transaction ${id}`, {
    hint:
      unfinished === undefined
        ? 'None is open: it was confirmed, or rolled back. See how the node is now with: flannelctl status'
        : `Open is ${transactionName(unfinished)}.`,
  });

/** Ends a transaction in one direction, once the person has seen what that takes. */
async function end(left: RecoveryPreview, ask: Ask, act: () => Promise<unknown>): Promise<Ended> {
  await ask.show(left);
  if (!(await ask.proceed(left))) return { result: 'planned', found: left };
  await act();
  return { result: 'applied', found: left };
}

/** rollback: back to how the host was before the transaction. */
export const rollBackNode = async (
  root: string,
  id: string | undefined,
  ask: Ask,
  terms: ChangeTerms,
): Promise<Ended> =>
  onOpenTransaction(root, id, ask, terms, async (unfinished) => {
    const preview = await previewRollback(machineAt(root), unfinished);
    return end({ unfinished, direction: 'back', ...preview }, ask, async () =>
      runRollback({ host: machineAt(root), on: terms.on }, unfinished, 'requested by flannelctl rollback'),
    );
  });

/** recover --forward: on to where the transaction was going. */
export const finishNode = async (root: string, ask: Ask, terms: ChangeTerms): Promise<Ended> =>
  onOpenTransaction(root, undefined, ask, terms, async (unfinished) => {
    refuseWaiting(unfinished);
    if (unfinished.isKernelStateGone && unfinished.transaction.memory.after !== null)
      return setUpAgain(root, unfinished, ask, terms);
    const preview = await previewForward(machineAt(root), unfinished);
    refuseNewLosses(preview.victims, unfinished, terms);
    return end({ unfinished, direction: 'forward', ...preview, others: [] }, ask, async () =>
      finishForward({ host: machineAt(root), on: terms.on }, unfinished),
    );
  });

/** recover --abandon: the host stays as it is, and the transaction is forgotten. */
export const abandonNode = async (root: string, ask: Ask, terms: ChangeTerms): Promise<Ended> =>
  onOpenTransaction(root, undefined, ask, terms, async (unfinished) => {
    refuseWaiting(unfinished);
    const preview = await previewRollback(machineAt(root), unfinished);
    return end({ unfinished, direction: 'stay', ...preview }, ask, async () =>
      abandon(root, unfinished, terms.on),
    );
  });

/**
 * After a reboot what the kernel had is gone, and with it what the journal knows of it: the node is set up anew, from
 * what it was told before. The new transaction's journal takes the place of the old one's.
 */
async function setUpAgain(
  root: string,
  unfinished: OpenTransaction,
  ask: Ask,
  terms: ChangeTerms,
): Promise<Ended> {
  const { memory } = unfinished.transaction;
  const record = await parseSaved(root, memoryText(memory, 'during') ?? '');
  const [found, warnings] = await inspect({ root, peers: [] }, [], record);
  ask.warn(warnings);
  refuseConflicts(found.comparison);
  refuseUnencodable(found.comparison);
  const { diff, victims } = found.comparison;
  refuseNewLosses(victims, unfinished, terms);
  const left: RecoveryPreview = { unfinished, direction: 'forward', diff, victims, others: [] };
  return end(left, ask, async () => {
    // Should this fail, what the change has left is ours by these marks.
    await remember(machineAt(root), memory, 'during');
    await setUp(found, await transactionTerms(found, { ...terms, confirmSeconds: 0 }, ask.warn));
    await dropUnfinished(machineAt(root));
  });
}

/** What others lose was accepted when the change began, or was not there yet. */
function refuseNewLosses(
  victims: RecoveryPreview['victims'],
  { transaction }: OpenTransaction,
  { acceptLoss }: ChangeTerms,
): void {
  const accepted = new Set(transaction.victims.map(showForeign));
  refuseLosses({ victims: victims.filter(({ foreign }) => !accepted.has(showForeign(foreign))) }, acceptLoss);
}

function refuseWaiting(unfinished: OpenTransaction): void {
  if (!isWaiting(unfinished)) return;
  throw new Failure('pending', `${transactionName(unfinished)} is applied, and waits to be confirmed`, {
    hint: NEXT.pending,
  });
}

/** confirm: keeps a change that waits. A Failure if there is none, so that nobody takes a late one for done. */
export const confirmNode = async (
  root: string,
  id: string | undefined,
  speaker: Pick<Ask, 'warn'>,
  terms: ChangeTerms,
): Promise<Ended> => {
  const ended = await onOpenTransaction(root, id, speaker, terms, async (unfinished) => {
    if (unfinished.pending === undefined) throw notWaiting(unfinished);
    await confirm({ host: machineAt(root), on: terms.on }, unfinished);
    return { result: 'applied', found: undefined };
  });
  if (ended.result === 'unchanged') throw nothingWaits();
  return ended;
};

const notWaiting = (unfinished: OpenTransaction): Failure =>
  new Failure(
    'pending',
    `${transactionName(unfinished)} ${unfinished.direction === 'back' ? 'was being rolled back' : 'was interrupted'}, and can't be confirmed`,
    {
      hint: NEXT.unfinished,
    },
  );

const nothingWaits = (): Failure =>
  new Failure('usage', 'no change is waiting for confirmation (already confirmed, or rolled back)', {
    hint: 'See how the node is now with: flannelctl status',
  });
