import path from 'node:path';
import { errorCode } from '../errors/index.ts';
import {
  append,
  createFile,
  isTemporary,
  listFolder,
  readTrusted,
  removeFile,
  removeIfEmpty,
  requireTrustedFolder,
  syncFolder,
  writeAtomically,
} from '../host/index.ts';
import type { Direction, Outcome } from './events.ts';
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
  /** Which way it was going. */
  readonly direction: Direction;
  /** Until when it waits to be confirmed, if it was applied and does. */
  readonly pending: Extract<JournalEntry, { record: 'pending' }> | undefined;
  /** Whether the kernel has forgotten its part: the machine was restarted since, or the network namespace is gone. */
  readonly isKernelStateGone: boolean;
}

/** Writes one record; on the disk when it returns, but for `done`, which the next one takes along. */
export const writeRecord = async (root: string, record: JournalEntry): Promise<void> =>
  append(journalFile(root), lineOf(record), record.record !== 'done');

/**
 * Begins a journal, as a whole or not at all. One that is there is replaced, if it is of this network namespace: its
 * lock is held. Another namespace with the same root has another lock, and is kept out by the journal itself.
 */
export async function beginJournal(root: string, transaction: Transaction): Promise<void> {
  const [file, line] = [journalFile(root), beginLine(transaction)];
  try {
    await createFile(file, line, 0o600, transaction.id);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    await readOpenTransaction(root);
    await writeAtomically(file, line, 0o600);
  }
}

/** Ends a transaction: whoever still has the journal open reads there how; then it is gone. */
export async function endJournal(root: string, outcome: Outcome): Promise<void> {
  // Should the disk be full, the journal has to go all the same.
  await writeRecord(root, { record: 'end', outcome }).catch(() => {});
  await dropJournal(root);
}

/** Takes the journal away. */
export async function dropJournal(root: string): Promise<void> {
  await removeFile(journalFile(root));
  await syncFolder(path.join(root, STATE_FOLDER));
}

/** The records of the journal under a root; none where there is no journal. */
async function readJournal(root: string): Promise<JournalEntry[]> {
  const file = journalFile(root);
  const text = await readTrusted(file);
  return text === undefined ? [] : readRecords(file, text);
}

/** Which way the last batch went. */
function directionOf(records: readonly JournalEntry[]): Direction {
  const way = records.findLast(({ record }) => record === 'batch' || record === 'back');
  return way !== undefined && 'direction' in way ? way.direction : way === undefined ? 'forward' : 'back';
}

/**
 * The open transaction, if there is one. A journal that was interrupted in its first line is of one that
 * changed nothing.
 * @throws Failure `invalidConfig` if the journal can't be understood, somebody else could have written it, or it is of
 * another network namespace; `permission` if it can't be read
 */
export async function readOpenTransaction(root: string): Promise<OpenTransaction | undefined> {
  const records = await readJournal(root);
  const [begin] = records;
  const last = records.at(-1);
  if (begin?.record !== 'begin' || last === undefined || last.record === 'end') return undefined;
  const pending = records.findLast((record) => record.record === 'pending');
  const isOnTheWayBack = records.some(({ record }) => record === 'back');
  const isKernelStateGone = !(await requireSameKernel(journalFile(root), begin.transaction));
  return {
    transaction: begin.transaction,
    last,
    direction: directionOf(records),
    pending: isOnTheWayBack || isKernelStateGone ? undefined : pending,
    isKernelStateGone,
  };
}

/**
 * Takes away what a killed command has left of what it was writing to the state folder; if it was killed before its
 * first change, also a journal that says nothing. The folder goes as well if it is empty then.
 */
export async function sweepStateFolder(root: string, isIdle: boolean): Promise<void> {
  const folder = path.join(root, STATE_FOLDER);
  await requireTrustedFolder(folder);
  const left = (await listFolder(folder)).filter(
    (name) => isTemporary(name) || (isIdle && name === path.basename(JOURNAL)),
  );
  for (const name of left) await removeFile(path.join(folder, name));
  await removeIfEmpty(folder);
}
