import type { ValidateFunction } from 'ajv';
import { Failure } from '../../errors/index.ts';
import { isWellFormed, isWellFormedForeign } from '../../state/index.ts';
import { jsonText } from '../../text/index.ts';
import type { Direction, Outcome } from '../base/events.ts';
import { ofStored, type PackedTransaction, pack, type StoredTransaction, unpack } from './packed.ts';
import type { Transaction } from './transaction.ts';

/** The version of the journal. It increases when a reader of the version before would misread it. */
const VERSION = 3;
/** The version in which a transaction is not packed. */
const VERSION_UNPACKED = 2;
const READ: readonly unknown[] = [VERSION_UNPACKED, VERSION];

/** One line of the journal (schemas/journal.schema.json). It is on the disk before what it announces is done. */
export type JournalEntry =
  | { readonly record: 'begin'; readonly version: number; readonly transaction: Transaction }
  | {
      readonly record: 'batch';
      readonly direction: Direction;
      readonly n: number;
      readonly of: number;
      readonly commands: readonly string[];
    }
  | { readonly record: 'done'; readonly n: number }
  | { readonly record: 'back'; readonly reason: string }
  /** The deadline of the confirmation: a time for people, and seconds of uptime for the watchdog. */
  | { readonly record: 'pending'; readonly until: string; readonly untilUptime: number }
  | { readonly record: 'end'; readonly outcome: Outcome };

/** A further line. It begins with a line break, because the line before it may be torn. */
export const lineOf = (record: JournalEntry): string => `\n${jsonText(record)}`;

/** The first line of a journal. */
export const beginLine = (transaction: Transaction): string =>
  jsonText({ record: 'begin', version: VERSION, transaction: pack(transaction) });

/** A torn line is not JSON and is ignored, because what it announces was not begun. */
function parseLine(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** The complete lines of a journal, parsed. */
const parseLines = (text: string): unknown[] => text.split('\n').filter(Boolean).flatMap(parseLine);

/** The entries of a journal that is being written. */
export const parseJournal = (text: string): JournalEntry[] => parseLines(text) as JournalEntry[];

/** The beginning of every journal, in the key order of JSON.stringify. */
const START = '{"record":"begin",';

/** Whether a text is a journal with a torn first line. Its transaction has changed nothing. */
const isCutOffAtOnce = (text: string): boolean =>
  !text.includes('\n') && (START.startsWith(text) || text.startsWith(START));

/** Whether a text is the record of a node, or absent. */
function isRecordText(text: string | null | undefined, validateRecord: ValidateFunction): boolean {
  if (text === null || text === undefined) return true;
  try {
    return validateRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

type BeginEntry = Extract<JournalEntry, { record: 'begin' }>;

/** The first line of a journal, by its version. */
type BeginLine =
  | { readonly version: typeof VERSION_UNPACKED; readonly transaction: StoredTransaction }
  | { readonly version: typeof VERSION; readonly transaction: PackedTransaction };

/** The first entry of a journal, unpacked. */
const beginOf = (line: BeginLine): BeginEntry => ({
  record: 'begin',
  version: line.version,
  transaction: line.version === VERSION_UNPACKED ? ofStored(line.transaction) : unpack(line.transaction),
});

/** Whether the objects and records of a transaction are well-formed. */
function isSound(
  { before, desired, linkedAfter, collateral, versions }: Transaction,
  validateRecord: ValidateFunction,
): boolean {
  return (
    [...before, ...desired, ...linkedAfter].every(isWellFormed) &&
    collateral.every(isWellFormedForeign) &&
    [versions.before, versions.during, versions.after].every((text) => isRecordText(text, validateRecord))
  );
}

/** The entries of a journal; undefined if one of them is malformed. */
async function entriesOf(records: readonly unknown[]): Promise<JournalEntry[] | undefined> {
  const [{ validateJournalEntry }, { validateNodeRecord }] = await Promise.all([
    import('../../generated/validateJournalEntry.js'),
    import('../../generated/validateNodeRecord.js'),
  ]);
  if (!records.every((record) => validateJournalEntry(record))) return undefined;
  const [first, ...rest] = records as [BeginLine, ...JournalEntry[]];
  const begin = beginOf(first);
  return isSound(begin.transaction, validateNodeRecord) ? [begin, ...rest] : undefined;
}

/**
 * The entries of a journal, `begin` first; none if its first line is torn.
 * @throws Failure `invalidConfig` if it is no journal, is damaged, or has an unknown version, because nothing may be
 * guessed about a host in the middle of a change
 */
export async function readRecords(file: string, text: string): Promise<JournalEntry[]> {
  const records = parseLines(text);
  const begin = records[0] as { record?: unknown; version?: unknown } | null | undefined;
  if (begin?.record !== 'begin' || !text.startsWith(START)) {
    if (isCutOffAtOnce(text)) return [];
    throw noJournal(file);
  }
  if (!READ.includes(begin.version) && Number.isInteger(begin.version))
    throw otherVersion(file, begin.version);
  const entries = await entriesOf(records);
  if (entries === undefined) throw noJournal(file);
  return entries;
}

const noJournal = (file: string): Failure =>
  new Failure('invalidConfig', `${file} is not a journal of flannelctl, or was damaged`, {
    hint: 'How far a change got is not known. Move the file away; then flannelctl join or flannelctl reset puts the host right.',
  });

const otherVersion = (file: string, version: unknown): Failure =>
  new Failure(
    'invalidConfig',
    `${file} is a journal of version ${version}, and this flannelctl reads versions ${READ.join(' and ')}`,
    {
      hint: 'End the change with the flannelctl that made it: flannelctl rollback, or flannelctl recover --forward',
    },
  );
