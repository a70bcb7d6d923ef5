import { Failure } from '../../errors/index.ts';
import type { Probe } from '../../host/index.ts';
import type { TransactionContext } from '../apply/carry-out.ts';
import { goForward } from '../apply/forward.ts';
import type { Watcher } from '../apply/verify.ts';
import type { Listener } from '../base/events.ts';
import type { ReconcileHost } from '../base/host.ts';
import { conclude } from '../history/conclude.ts';
import { beginJournal, dropJournal } from '../journal/journal.ts';
import { isStale, leaveFolders, saveVersion, unwritable } from '../journal/saved-versions.ts';
import { type Transaction, transactionOf, type Work } from '../journal/transaction.ts';
import { orRollBack } from '../rollback/or-roll-back.ts';
import { armWatchdog, awaitConfirmation, type Pending } from './pending.ts';

/** The conditions of a change. */
export interface Terms {
  /** The command it is of, as it was typed. */
  readonly command: string;
  /** The addresses to probe before the first change; those that answer must answer after the last. */
  readonly probes: readonly Probe[];
  /** How many seconds the change waits for its confirmation; undefined: it needs none. */
  readonly confirmSeconds: number | undefined;
  readonly watcher?: Watcher | undefined;
  readonly on: Listener;
}

/**
 * Brings the host to the desired state, or rolls it back if anything fails. Either end is verified. The lock must be
 * held.
 * @returns the change that waits for its confirmation, if it needs one
 * @throws Failure `rolledBack`, `interrupted` or `terminated`: the host is as before; `residue`: lists what is not
 */
export async function transact(host: ReconcileHost, work: Work, terms: Terms): Promise<Pending | undefined> {
  const { on } = terms;
  const transaction = await transactionOf(host, work, terms.command);
  return host.processes.interruptible(async (stop) => {
    const context = { host, on, stop };
    await begin(host, transaction, work);
    on({ event: 'begin', transaction: transaction.id, diff: work.comparison.diff });
    return orRollBack(context, transaction, async () => {
      await forward(context, work, transaction, terms);
      return finish(context, transaction, terms);
    });
  });
}

async function begin(host: ReconcileHost, transaction: Transaction, { versions }: Work): Promise<void> {
  try {
    await beginJournal(host, transaction);
  } catch (error) {
    if (error instanceof Failure) throw error;
    await dropJournal(host);
    if (versions.before === null) await leaveFolders(host, versions.folders);
    throw unwritable(error);
  }
  if (await isStale(host, versions)) {
    await dropJournal(host);
    throw overtaken();
  }
}

/** The lock is per network namespace, so a process in another one with the same root may have been faster. */
const overtaken = (): Failure =>
  new Failure(
    'locked',
    'another flannelctl has changed what this node remembers meanwhile; nothing was changed',
    {
      hint: 'It ran in another network namespace, with the same --root. Give each a root of its own.',
    },
  );

async function forward(
  context: TransactionContext,
  { target, comparison }: Work,
  { id, versions }: Transaction,
  { probes, confirmSeconds, watcher }: Terms,
): Promise<void> {
  const { host } = context;
  const answered = await host.network.answering(probes);
  if (confirmSeconds !== undefined) await armWatchdog(host, id, confirmSeconds);
  // Before the first change, because the record is the only ownership of objects without a mark in the kernel.
  await saveVersion(host, versions, 'during');
  const { diff, observed, marks } = comparison;
  await goForward({ id, target, diff, observed, marks, answered, watcher }, context);
}

async function finish(
  { host, on, stop }: TransactionContext,
  transaction: Transaction,
  { confirmSeconds }: Terms,
): Promise<Pending | undefined> {
  if (confirmSeconds !== undefined) {
    const pending = await awaitConfirmation(host, transaction, confirmSeconds);
    stop?.throwIfAborted();
    on({ event: 'pending', transaction: transaction.id, until: pending.until });
    return pending;
  }
  await conclude({ host, on }, transaction, { outcome: 'applied' });
  return undefined;
}
