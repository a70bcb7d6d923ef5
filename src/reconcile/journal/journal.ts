import path from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { Direction, Outcome } from '../base/events.ts';
import type { ReconcileHost } from '../base/host.ts';
import { requireSameKernel } from '../base/same-kernel.ts';
import { beginLine, type JournalEntry, lineOf, readRecords } from './journal-text.ts';
import { STATE_FOLDER } from './saved-versions.ts';
import type { Transaction } from './transaction.ts';

export type { JournalEntry } from './journal-text.ts';

const JOURNAL = path.join(STATE_FOLDER, 'journal.ndjson');

export const journalFile = (root: string): string => path.join(root, JOURNAL);

/** An open transaction, as its journal records it. */
export interface OpenTransaction {
  readonly transaction: Transaction;
  /** The last entry of the journal. */
  readonly last: JournalEntry;
  /** Its direction. */
  readonly direction: Direction;
  /** The entry with the deadline, if the change was applied and waits for its confirmation. */
  readonly pending: Extract<JournalEntry, { record: 'pending' }> | undefined;
  /** Whether the kernel's objects are gone, because of a reboot or because the network namespace was deleted. */
  readonly isKernelStateGone: boolean;
}

/** Writes one entry. It is on the disk when this returns, except for `done`, which is synced with the next entry. */
export const writeRecord = async ({ root, files }: ReconcileHost, record: JournalEntry): Promise<void> =>
  files.append(journalFile(root), lineOf(record), record.record !== 'done');

/**
 * Begins a journal atomically. Replaces a journal of this network namespace, because the lock of the namespace is held.
 * A journal of another namespace with the same root has another lock, so its journal is what keeps it out.
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

/** Ends a transaction: writes the outcome for processes that have the journal open, and deletes the journal. */
export async function endJournal(host: ReconcileHost, outcome: Outcome): Promise<void> {
  // On a full disk the outcome can't be written, and the journal must be deleted nevertheless.
  await writeRecord(host, { record: 'end', outcome }).catch(() => {});
  await dropJournal(host);
}

/** Deletes the journal. */
export async function dropJournal({ root, files }: ReconcileHost): Promise<void> {
  await files.removeFile(journalFile(root));
  await files.syncFolder(path.join(root, STATE_FOLDER));
}

/** The entries of the journal below a root; none if there is no journal. */
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
 * The open transaction; undefined if there is none. A journal with a torn first line is of one that changed nothing.
 * @throws Failure `invalidConfig` if the journal is malformed, another user could have written it, or it is of another
 * network namespace; `permission` if it can't be read
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
 * Deletes the temporary files of a killed command in the state folder, and an empty journal if it was killed before its
 * first change. Deletes the folder if it is empty then.
 */
export async function sweepStateFolder({ root, files }: ReconcileHost, isIdle: boolean): Promise<void> {
  const folder = path.join(root, STATE_FOLDER);
  await files.requireTrustedFolder(folder);
  await files.removeTemporaries(folder);
  if (isIdle) await files.removeFile(journalFile(root));
  await files.removeIfEmpty(folder);
}
