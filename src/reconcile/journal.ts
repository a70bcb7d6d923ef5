import path from 'node:path';
import { errorCode } from '../errors/index.ts';
import type { Direction, Outcome } from './events.ts';
import type { ReconcileHost } from './host.ts';
import { beginLine, type JournalEntry, lineOf, readRecords } from './journal-text.ts';
import { requireSameKernel } from './same-kernel.ts';
import { STATE_FOLDER } from './saved-versions.ts';
import type { Transaction } from './transaction.ts';

export type { JournalEntry } from './journal-text.ts';

const JOURNAL = path.join(STATE_FOLDER, 'journal.ndjson');

export const journalFile = (root: string): string => path.join(root, JOURNAL);

/** What a journal says of an open transaction. */
export interface OpenTransaction {
  readonly transaction: Transaction;
  /** How far it got. */
  readonly last: JournalEntry;
  /** Its direction. */
  readonly direction: Direction;
  /** Until when it waits to be confirmed, if it was applied and does. */
  readonly pending: Extract<JournalEntry, { record: 'pending' }> | undefined;
  /** Whether the kernel has forgotten its part: the machine was restarted since, or the network namespace is gone. */
  readonly isKernelStateGone: boolean;
}

/** Writes one record; on the disk when it returns, but for `done`, which the next one takes along. */
export const writeRecord = async ({ root, files }: ReconcileHost, record: JournalEntry): Promise<void> =>
  files.append(journalFile(root), lineOf(record), record.record !== 'done');

/**
 * Begins a journal, as a whole or not at all. One that is there is replaced, if it is of this network namespace: its
 * lock is held. Another namespace with the same root has another lock, and is kept out by the journal itself.
 */
export async function beginJournal(host: ReconcileHost, transaction: Transaction): Promise<void> {
  const { files } = host;
  const [file, line] = [journalFile(host.root), beginLine(transaction)];
  try {
    await files.createFile(file, line, 0o600, transaction.id);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    await readOpenTransaction(host);
    await files.writeAtomically(file, line, 0o600);
  }
}

/** Ends a transaction: whoever still has the journal open reads there how; then it is gone. */
export async function endJournal(host: ReconcileHost, outcome: Outcome): Promise<void> {
  // Should the disk be full, the journal has to go all the same.
  await writeRecord(host, { record: 'end', outcome }).catch(() => {});
  await dropJournal(host);
}

/** Deletes the journal. */
export async function dropJournal({ root, files }: ReconcileHost): Promise<void> {
  await files.removeFile(journalFile(root));
  await files.syncFolder(path.join(root, STATE_FOLDER));
}

/** The records of the journal under a root; none where there is no journal. */
async function readJournal({ root, files }: ReconcileHost): Promise<JournalEntry[]> {
  const file = journalFile(root);
  const text = await files.readTrusted(file);
  return text === undefined ? [] : readRecords(file, text);
}

/** The direction of the last batch. */
function directionOf(records: readonly JournalEntry[]): Direction {
  const last = records.findLast(({ record }) => record === 'batch' || record === 'back');
  return last !== undefined && 'direction' in last ? last.direction : last === undefined ? 'forward' : 'back';
}

/**
 * The open transaction, if there is one. A journal that was interrupted in its first line is of one that
 * changed nothing.
 * @throws Failure `invalidConfig` if the journal can't be understood, somebody else could have written it, or it is of
 * another network namespace; `permission` if it can't be read
 */
export async function readOpenTransaction(host: ReconcileHost): Promise<OpenTransaction | undefined> {
  const records = await readJournal(host);
  const [begin] = records;
  const last = records.at(-1);
  if (begin?.record !== 'begin' || last === undefined || last.record === 'end') return undefined;
  const pending = records.findLast((record) => record.record === 'pending');
  const isRollingBack = records.some(({ record }) => record === 'back');
  const isKernelStateGone = !(await requireSameKernel(host, journalFile(host.root), begin.transaction));
  return {
    transaction: begin.transaction,
    last,
    direction: directionOf(records),
    pending: isRollingBack || isKernelStateGone ? undefined : pending,
    isKernelStateGone,
  };
}

/**
 * Deletes what a killed command has left of what it was writing to the state folder; if it was killed before its
 * first change, also a journal that says nothing. The folder goes as well if it is empty then.
 */
export async function sweepStateFolder({ root, files }: ReconcileHost, isIdle: boolean): Promise<void> {
  const folder = path.join(root, STATE_FOLDER);
  await files.requireTrustedFolder(folder);
  await files.removeTemporaries(folder);
  if (isIdle) await files.removeFile(journalFile(root));
  await files.removeIfEmpty(folder);
}
