import { Failure, messageOf, type Problem } from '../../errors/index.ts';
import type { HistoryEntry } from '../../generated/types.d.ts';
import type { TransactionContext } from '../apply/carry-out.ts';
import type { Outcome } from '../base/events.ts';
import type { ReconcileHost } from '../base/host.ts';
import { readOpenTransaction } from '../journal/journal.ts';
import { type OpenState, openState } from '../journal/open-state.ts';
import { versionText } from '../journal/saved-versions.ts';
import type { Transaction } from '../journal/transaction.ts';
import { addToHistory, forgetHistory, readHistoryFile } from './history-file.ts';
import { logLine } from './history-line.ts';

/** How a transaction ended. */
export interface End {
  readonly outcome: Outcome;
  /** Why it was rolled back or abandoned. */
  readonly reason?: string;
}

/** A transaction as an entry of the history. */
const entryOf = (
  { id, since, command, invocation, summary }: Transaction,
  end: Pick<HistoryEntry, 'outcome'> & Partial<HistoryEntry>,
): HistoryEntry => ({
  id,
  since,
  command: invocation?.command ?? command,
  ...(invocation === undefined ? {} : { user: { ...invocation.user } }),
  ...(summary === undefined
    ? {}
    : { changes: { counts: { ...summary.counts }, objects: [...summary.objects] } }),
  ...end,
});

const OPEN_REASONS: Readonly<Record<OpenState, string>> = {
  running: 'its command is at work',
  pending: 'it waits to be confirmed',
  unfinished: 'it was interrupted',
};

/** The changes of this host, the oldest first; one that is open last. */
export async function readHistory(host: ReconcileHost): Promise<HistoryEntry[]> {
  const ended = await readHistoryFile(host);
  const open = await readOpenTransaction(host);
  if (open === undefined) return ended;
  const reason = OPEN_REASONS[await openState(host, open)];
  // Its entry can be written already, when its process is killed before it ends the journal.
  return [
    ...ended.filter(({ id }) => id !== open.transaction.id),
    entryOf(open.transaction, { outcome: 'open', reason }),
  ];
}

async function endedEntry(
  { processes, clock }: ReconcileHost,
  transaction: Transaction,
  end: End,
): Promise<HistoryEntry> {
  const isOther = processes.pid !== transaction.pid;
  const { command, user } = await processes.invocation();
  return entryOf(transaction, {
    ended: clock.now().toISOString(),
    ...end,
    ...(isOther ? { endedBy: { command, user: { ...user } } } : {}),
  });
}

/** The version of the node's record that each outcome leaves. */
const RECORD_AFTER = {
  applied: 'after',
  confirmed: 'after',
  rolledBack: 'before',
  abandoned: 'during',
} as const satisfies Record<Outcome, string>;

/** Writes an entry. The history goes with the node's record, so that nothing is left of a node that is not set up. */
async function keep(
  host: ReconcileHost,
  { versions }: Transaction,
  entry: HistoryEntry,
  outcome: Outcome,
): Promise<void> {
  if (versionText(versions, RECORD_AFTER[outcome]) !== null) return addToHistory(host, entry);
  // Other changes than this one are in it only if the record was lost.
  const isForgotten =
    outcome !== 'rolledBack' || (await readHistoryFile(host)).every(({ id }) => id === entry.id);
  return isForgotten ? forgetHistory(host) : addToHistory(host, entry);
}

const unrecorded = (error: unknown): Problem => ({
  severity: 'warning',
  message: `this change is not in the history: ${messageOf(error)}`,
  ...(error instanceof Failure && error.hint !== undefined ? { hint: error.hint } : {}),
});

/**
 * Records the end of a transaction in the history and in the system's log. A transaction ends also where it can't be
 * recorded, with a warning.
 */
export async function recordEnd(
  { host, on }: Pick<TransactionContext, 'host' | 'on'>,
  transaction: Transaction,
  end: End,
): Promise<void> {
  try {
    const entry = await endedEntry(host, transaction, end);
    host.log(logLine(entry));
    await keep(host, transaction, entry, end.outcome);
  } catch (error) {
    on({ event: 'warning', warning: unrecorded(error) });
  }
}
