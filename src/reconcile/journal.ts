import path from 'node:path';
import { errorCode, Failure } from '../errors/index.ts';
import {
  append,
  bootId,
  isFolder,
  isTemporary,
  listFolder,
  readText,
  removeFile,
  removeIfEmpty,
  syncFolder,
  writeAtomically,
} from '../host/index.ts';
import type { Direction, Outcome } from './events.ts';
import { beginLine, type JournalRecord, lineOf, noJournal, readRecords } from './journal-text.ts';
import { STATE_FOLDER } from './memory.ts';
import type { Transaction } from './transaction.ts';

export type { JournalRecord } from './journal-text.ts';

const JOURNAL = path.join(STATE_FOLDER, 'journal.ndjson');

export const journalFile = (root: string): string => path.join(root, JOURNAL);

/** What a journal says of a transaction that has not ended. */
export interface Unfinished {
  readonly transaction: Transaction;
  /** How far it got. */
  readonly last: JournalRecord;
  /** Which way it was going. */
  readonly direction: Direction;
  /** Until when it waits to be confirmed, if it was applied and does. */
  readonly pending: Extract<JournalRecord, { record: 'pending' }> | undefined;
  /** Whether the machine was restarted since: the kernel has forgotten its part. */
  readonly isOfEarlierBoot: boolean;
}

/** Writes one record; on the disk when it returns, but for `done`, which the next one takes along. */
export const writeRecord = async (root: string, record: JournalRecord): Promise<void> =>
  append(journalFile(root), lineOf(record), record.record !== 'done');

/** Begins a journal, as a whole or not at all; one that is there is replaced. */
export const beginJournal = async (root: string, transaction: Transaction): Promise<void> =>
  writeAtomically(journalFile(root), beginLine(transaction), 0o600);

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
async function readJournal(root: string): Promise<JournalRecord[]> {
  const file = journalFile(root);
  if (await isFolder(file)) throw noJournal(file);
  const text = await readText(file, 'state').catch((error: unknown) => {
    throw errorCode(error) === 'EACCES' ? unreadable(file) : error;
  });
  return text === undefined ? [] : readRecords(file, text);
}

const unreadable = (file: string): Failure =>
  new Failure('permission', `cannot read ${file}`, { hint: 'Run it as root.' });

/** Which way the last batch went. */
function directionOf(records: readonly JournalRecord[]): Direction {
  const way = records.findLast(({ record }) => record === 'batch' || record === 'back');
  return way !== undefined && 'direction' in way ? way.direction : way === undefined ? 'forward' : 'back';
}

/**
 * The transaction that has not ended, if there is one. A journal that was cut off in its first line is of one that
 * changed nothing.
 * @throws Failure `invalidConfig` if the journal can't be understood; `permission` if it can't be read
 */
export async function readUnfinished(root: string): Promise<Unfinished | undefined> {
  const records = await readJournal(root);
  const [begin] = records;
  const last = records.at(-1);
  if (begin?.record !== 'begin' || last === undefined || last.record === 'end') return undefined;
  const pending = records.findLast((record) => record.record === 'pending');
  const isOnTheWayBack = records.some(({ record }) => record === 'back');
  const isOfEarlierBoot = begin.transaction.boot !== (await bootId());
  return {
    transaction: begin.transaction,
    last,
    direction: directionOf(records),
    pending: isOnTheWayBack || isOfEarlierBoot ? undefined : pending,
    isOfEarlierBoot,
  };
}

/**
 * Takes away what a killed command has left of what it was writing to the state folder; if it was killed before its
 * first change, also a journal that says nothing. The folder goes as well if it is empty then.
 */
export async function sweepStateFolder(root: string, isIdle: boolean): Promise<void> {
  const folder = path.join(root, STATE_FOLDER);
  const left = (await listFolder(folder)).filter(
    (name) => isTemporary(name) || (isIdle && name === path.basename(JOURNAL)),
  );
  for (const name of left) await removeFile(path.join(folder, name));
  await removeIfEmpty(folder);
}
