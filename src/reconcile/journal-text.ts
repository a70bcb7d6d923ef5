import { Failure } from '../errors/index.ts';
import type { Direction, Outcome } from './events.ts';
import type { Transaction } from './transaction.ts';
import { isDeadline, isTransaction } from './transaction-shape.ts';

/** Of the journal: it grows when one that only knows the version before would misread it. */
const VERSION = 1;

/** One line of the journal. Each is on the disk before what it announces is done. */
export type JournalRecord =
  | { readonly record: 'begin'; readonly version: typeof VERSION; readonly transaction: Transaction }
  | {
      readonly record: 'batch';
      readonly direction: Direction;
      readonly n: number;
      readonly of: number;
      readonly commands: readonly string[];
    }
  | { readonly record: 'done'; readonly n: number }
  | { readonly record: 'back'; readonly reason: string }
  /** Applied, and taken back unless confirmed by then: a time for people, and seconds of uptime for the watchdog. */
  | { readonly record: 'pending'; readonly until: string; readonly untilUptime: number }
  | { readonly record: 'end'; readonly outcome: Outcome };

/** A line to add: it brings the line break before it along, since the one before may have been cut off. */
export const lineOf = (record: JournalRecord): string => `\n${JSON.stringify(record)}`;

/** A journal's first line. */
export const beginLine = (transaction: Transaction): string =>
  lineOf({ record: 'begin', version: VERSION, transaction }).trimStart();

/** A line that was cut off says nothing: what it announces was not begun. */
function parseLine(line: string): JournalRecord[] {
  try {
    const value = JSON.parse(line) as JournalRecord | null;
    return typeof value?.record === 'string' ? [value] : [];
  } catch {
    return [];
  }
}

/** The records of a journal's text, without lines that were cut off. */
export const parseJournal = (text: string): JournalRecord[] =>
  text.split('\n').filter(Boolean).flatMap(parseLine);

const isPending = ({ record }: JournalRecord): boolean => record === 'pending';

/** How every journal of ours begins, by JSON.stringify's order of keys. */
const START = '{"record":"begin",';

/** Whether a text is a journal's that was cut off in its first line: whatever it was of had changed nothing yet. */
const isCutOffAtOnce = (text: string): boolean =>
  !text.includes('\n') && (START.startsWith(text) || text.startsWith(START));

/**
 * The records of a journal, `begin` first; none of one that was cut off in its first line.
 * @throws Failure `invalidConfig` if it is no journal, or one of a version that is not known: nothing may be guessed of
 * a host in the middle of a change
 */
export function readRecords(file: string, text: string): JournalRecord[] {
  const records = parseJournal(text);
  const [begin] = records;
  if (begin?.record !== 'begin' || !text.startsWith(START)) {
    if (isCutOffAtOnce(text)) return [];
    throw noJournal(file);
  }
  if (begin.version !== VERSION) throw otherVersion(file, begin.version);
  const isSound = isTransaction(begin.transaction) && records.filter(isPending).every(isDeadline);
  if (!isSound) throw noJournal(file);
  return records;
}

export const noJournal = (file: string): Failure =>
  new Failure(
    'invalidConfig',
    `${file} is not a journal of flannelctl: it was damaged, or is somebody else's`,
    {
      hint: 'How far a change got is not known. Move the file away; then flannelctl join or flannelctl reset puts the host right.',
    },
  );

const otherVersion = (file: string, version: unknown): Failure =>
  new Failure(
    'invalidConfig',
    `${file} is a journal of version ${version}, and this flannelctl reads version ${VERSION}`,
    {
      hint: 'End the change with the flannelctl that made it: flannelctl rollback, or flannelctl recover --forward',
    },
  );
