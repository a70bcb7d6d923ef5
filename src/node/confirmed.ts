import { Failure } from '../errors/index.ts';
import { interruptible } from '../host/index.ts';
import { type Outcome as End, findUnfinished, type Pending, takeBack } from '../reconcile/index.ts';
import type { Dialogue, Outcome } from './dialogue.ts';
import { lock } from './enter.ts';
import type { ChangeTerms } from './terms.ts';
import { confirmNode } from './transactions.ts';

type Speaker = Pick<Dialogue<never>, 'warn' | 'confirm'>;

/** Makes a change and, if it waits for its confirmation, waits along, whoever gives or refuses it. */
export async function confirmed<T>(
  root: string,
  speaker: Speaker,
  terms: ChangeTerms,
  make: () => Promise<Outcome<T> & { readonly pending?: Pending | undefined }>,
): Promise<Outcome<T>> {
  const { pending, ...made } = await make();
  if (pending === undefined) return made;
  const end = await interruptible(async (stop) => waitFor(root, pending, speaker, terms, stop));
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
  // Whatever becomes of the answer, how the transaction ends is read from its journal.
  void speaker
    .confirm(pending, over.signal)
    .then(async () => confirmNode(root, pending.transaction, speaker, { ...terms, lockSeconds: 10 }))
    .catch(() => {});
  try {
    return await pending.outcome(stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    await undo(root, pending, speaker, terms);
    throw stop.reason;
  } finally {
    over.abort();
  }
}

/** Told to end while it waits: then it is not wanted. */
async function undo(
  root: string,
  { transaction }: Pending,
  speaker: Speaker,
  terms: ChangeTerms,
): Promise<void> {
  await lock(speaker, { ...terms, lockSeconds: 10 }, async () => {
    const unfinished = await findUnfinished(root);
    if (unfinished?.transaction.id === transaction)
      await takeBack(root, unfinished, 'it was interrupted', terms.on);
  });
}

const unconfirmed = ({ transaction }: Pending): Failure =>
  new Failure(
    'unconfirmed',
    `transaction ${transaction} was not confirmed: the host was taken back, and is as before`,
    {
      hint: 'Run the command again, and confirm it in time: flannelctl confirm',
    },
  );
