import { Failure } from '../../errors/index.ts';
import { interruptible, machineAt } from '../../host/index.ts';
import {
  asBeforeText,
  type Outcome as End,
  findOpenTransaction,
  othersProblems,
  type Pending,
  runRollback,
} from '../../reconcile/index.ts';
import { withHostLock } from '../terms/clean-host.ts';
import type { CommandOutcome, Dialogue } from '../terms/dialogue.ts';
import type { ChangeTerms } from '../terms/terms.ts';
import { confirmNode } from './transactions.ts';

type Speaker = Pick<Dialogue<never>, 'warn' | 'confirm'>;

/** Makes a change and, if it needs confirmation, waits until it is confirmed or rolled back, by whichever command. */
export async function confirmed<T>(
  root: string,
  speaker: Speaker,
  terms: ChangeTerms,
  make: () => Promise<CommandOutcome<T> & { readonly pending?: Pending | undefined }>,
): Promise<CommandOutcome<T>> {
  const { pending, ...made } = await make();
  if (pending === undefined) return made;
  // A terminal that closes may have lost the connection that the change cut: the watchdog is for that.
  const end = await interruptible(
    async (stop) => waitFor(root, pending, speaker, terms, stop),
    ['SIGINT', 'SIGTERM'],
  );
  if (end === 'rolledBack') throw unconfirmed(pending);
  return made;
}

async function waitFor(
  root: string,
  pending: Pending,
  speaker: Speaker,
  terms: ChangeTerms,
  stop: AbortSignal,
): Promise<End> {
  const over = new AbortController();
  // Whatever the answer, the journal says how the transaction ended.
  void speaker
    .confirm(pending, over.signal)
    .then(async () => confirmNode(root, pending.transaction, speaker, patient(terms)))
    .catch(() => {});
  try {
    return (await outcomeOf(pending, stop)) ?? (await rollBackAfter(root, pending, speaker, terms, stop));
  } finally {
    over.abort();
    await pending.close();
  }
}

/** Another command that ends the transaction may have to roll all of it back. */
const patient = (terms: ChangeTerms): ChangeTerms => ({ ...terms, lockSeconds: 120 });

/** How the transaction ended; undefined if it is open and this command has to end it. */
async function outcomeOf(pending: Pending, stop: AbortSignal): Promise<End | undefined> {
  return pending.outcome(stop).catch((error: unknown) => {
    if (!stop.aborted) throw error;
    return undefined;
  });
}

/** Rolls the transaction back, unless another command has ended it in the meantime. */
async function rollBackAfter(
  root: string,
  { transaction, ended }: Pending,
  speaker: Speaker,
  terms: ChangeTerms,
  stop: AbortSignal,
): Promise<End> {
  return withHostLock(root, speaker, patient(terms), async () => {
    const open = await findOpenTransaction(machineAt(root));
    // A command that could not write the end, on a full disk, could not have confirmed it either.
    if (open?.transaction.id !== transaction) return (await ended()) ?? 'rolledBack';
    const { aborted, reason } = stop as { aborted: boolean; reason: Failure };
    const why = aborted ? 'it was interrupted' : 'it was not confirmed in time';
    const back = await runRollback({ host: machineAt(root), on: terms.on }, open, why);
    if (!aborted) return 'rolledBack';
    throw new Failure(reason.exit, reason.message, {
      hint: asBeforeText(back),
      problems: othersProblems(back),
    });
  });
}

/** Before the deadline it was another command that rolled it back. */
const unconfirmed = ({ transaction, until }: Pending): Failure =>
  new Date(until) > new Date()
    ? new Failure(
        'unconfirmed',
        `transaction ${transaction} was rolled back by another command: the host is as it was before`,
      )
    : new Failure(
        'unconfirmed',
        `transaction ${transaction} was not confirmed in time and was rolled back: the host is as it was before`,
        { hint: 'Run the command again, and confirm it in time: flannelctl confirm' },
      );
