import { checkGround, ROOT_CHECKS } from '../../checks/index.ts';
import { Failure, type Problem } from '../../errors/index.ts';
import { type Holder, hostFacts, machineAt } from '../../host/index.ts';
import {
  clock,
  findOpenTransaction,
  holderOf,
  isWaiting,
  type OpenState,
  type OpenTransaction,
  openState,
  previewRollback,
  readOpenTransaction,
  runRollback,
  untilText,
  waitingText,
  withLock,
} from '../../reconcile/index.ts';
import type { Dialogue } from './dialogue.ts';
import type { ChangeTerms } from './terms.ts';

type Speaker = Pick<Dialogue<never>, 'warn' | 'confirmRollback'>;

/** Runs work under the lock, after recovery of an open transaction. */
export async function withCleanHost<T>(
  root: string,
  speaker: Speaker,
  terms: ChangeTerms,
  work: () => Promise<T>,
): Promise<T> {
  await checkGround(ROOT_CHECKS, hostFacts());
  if (terms.dryRun) {
    speaker.warn(await openTransactionNotice(root));
    return work();
  }
  return withHostLock(root, speaker, terms, async () => {
    const open = await findOpenTransaction(machineAt(root));
    if (open !== undefined) await recoverFirst(root, open, speaker, terms);
    return work();
  });
}

/** Holds the lock of this network namespace during some work. */
export const withHostLock = async <T>(
  root: string,
  speaker: Pick<Speaker, 'warn'>,
  { command, lockSeconds }: Pick<ChangeTerms, 'command' | 'lockSeconds'>,
  work: () => Promise<T>,
): Promise<T> => {
  const host = machineAt(root);
  const onWait = (holder: Holder | undefined): void =>
    speaker.warn([{ severity: 'warning', message: waitingText(holder, lockSeconds) }]);
  return withLock(host, { holder: holderOf(host, command), timeoutSeconds: lockSeconds, onWait }, work);
};

/** The advice for a change that waits for confirmation, and for one that was interrupted. */
export const NEXT = {
  pending: 'Keep it with: flannelctl confirm, or roll it back with: flannelctl rollback',
  unfinished: 'Roll it back with: flannelctl rollback, or finish it with: flannelctl recover --forward',
} as const;

/** The name of a transaction in messages. */
export const transactionName = ({ transaction: { id, command, pid, since } }: OpenTransaction): string =>
  `transaction ${id} of ${command} (pid ${pid}, since ${clock(new Date(since))})`;

const STATES: Readonly<Record<OpenState, string>> = {
  running: 'is at work',
  pending: 'waits to be confirmed',
  unfinished: 'was interrupted',
};

/** What to do next about an open transaction. */
export const NEXT_BY_STATE: Readonly<Record<OpenState, string>> = { ...NEXT, running: 'Wait for it to end.' };

/** An open transaction and its state, in words. */
export const openChangeText = async (root: string, open: OpenTransaction): Promise<[string, OpenState]> => {
  const state = await openState(machineAt(root), open);
  return [`${transactionName(open)} ${STATES[state]}`, state];
};

const NOTICE_HINTS: Readonly<Record<OpenState, string>> = {
  running: NEXT_BY_STATE.running,
  pending: `Until then nothing else is changed. ${NEXT.pending}`,
  unfinished: `The next init, join or reset rolls it back first. ${NEXT.unfinished}`,
};

/**
 * The warnings of a command that only reads, while a transaction is open. A dry run rolls nothing back, so it does not
 * show all that the command would do.
 */
export async function openTransactionNotice(root: string): Promise<Problem[]> {
  const open = await readOpenTransaction(machineAt(root));
  if (open === undefined) return [];
  const [text, state] = await openChangeText(root, open);
  const message = `${text}: the host is shown as it is now`;
  return [{ severity: 'warning', message, hint: NOTICE_HINTS[state] }];
}

/** A change that waits for confirmation is left alone; one that was interrupted is rolled back. */
async function recoverFirst(
  root: string,
  open: OpenTransaction,
  speaker: Speaker,
  { on }: ChangeTerms,
): Promise<void> {
  if (isWaiting(machineAt(root), open)) throw waiting(open);
  const preview = await previewRollback(machineAt(root), open);
  if (!(await speaker.confirmRollback({ open, direction: 'back', ...preview }))) throw notRolledBack(open);
  await runRollback({ host: machineAt(root), on }, open, `${open.transaction.command} did not end`);
}

const waiting = (open: OpenTransaction): Failure =>
  new Failure(
    'pending',
    `${transactionName(open)} waits to be confirmed until ${untilText(open.pending?.until ?? '')}; nothing was changed`,
    { hint: NEXT.pending },
  );

const notRolledBack = (open: OpenTransaction): Failure =>
  new Failure('pending', `${transactionName(open)} was interrupted; nothing was changed`, {
    hint: NEXT.unfinished,
  });
