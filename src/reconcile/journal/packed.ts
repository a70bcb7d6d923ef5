import { isDeepStrictEqual } from 'node:util';
import { type HostObject, keyOf } from '../../state/index.ts';
import type { SavedVersions } from './saved-versions.ts';
import { type TextVersion, textOfVersion, versionOf } from './text-version.ts';
import type { Transaction } from './transaction.ts';

/** The first and the last index of a run in a list. */
type Run = readonly [number, number];

/** The versions of the record, of which those until the change ends are of one form. */
interface VersionsAs<T> extends Omit<SavedVersions, 'before' | 'during'> {
  readonly before: T | null;
  readonly during?: T;
}

/** A transaction by the keys of the journal, which every version of it has. */
export interface StoredTransaction extends Omit<Transaction, 'collateral' | 'linkedAfter' | 'versions'> {
  readonly victims: Transaction['collateral'];
  readonly alongAfter: Transaction['linkedAfter'];
  readonly memory: SavedVersions;
}

/** A transaction as the journal stores it: an entry that is the same before and after is stored once. */
export interface PackedTransaction extends Omit<StoredTransaction, 'memory'> {
  /** The host before the transaction, without what is `kept`. */
  readonly before: readonly HostObject[];
  /** Indexes in `desired` of the entries of peers that stay as they were. */
  readonly kept: readonly Run[];
  /** Keys of what the changes touch, without `made`. */
  readonly touched: readonly string[];
  /** Indexes in `desired` of what the changes touch. */
  readonly made: readonly Run[];
  /** The earlier versions as differences to the text after the transaction, or to none. */
  readonly memory: VersionsAs<TextVersion>;
}

/** The indexes of the picked entries of a list, as runs. */
function runsOf<T>(list: readonly T[], isPicked: (one: T, place: number) => boolean): Run[] {
  const runs: [number, number][] = [];
  for (const [place, one] of list.entries()) {
    if (!isPicked(one, place)) continue;
    const last = runs.at(-1);
    if (last?.[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  }
  return runs;
}

const picked = <T>(list: readonly T[], runs: readonly Run[]): T[] =>
  runs.flatMap(([first, last]) => list.slice(first, last + 1));

/** Converts the earlier versions, each by the text after the transaction. */
function mapVersions<From, To>(
  { before, during, ...rest }: VersionsAs<From>,
  convert: (version: From, after: string) => To,
): VersionsAs<To> {
  const after = rest.after ?? '';
  return {
    ...rest,
    before: before === null ? null : convert(before, after),
    ...(during === undefined ? {} : { during: convert(during, after) }),
  };
}

/** Whether an object is as it was. An observed object has no `peer`, because the kernel does not store it. */
const isSame = (object: HostObject, before: HostObject): boolean =>
  object === before || isDeepStrictEqual({ ...object, peer: undefined }, { ...before, peer: undefined });

const isOfPeer = (object: HostObject): boolean => 'peer' in object && object.peer !== undefined;

/**
 * The entries of peers that stay as they were, with what they were. Most were observed as themselves: only for others
 * keys are made.
 */
function stayedAs({ before, desired }: Transaction, isMade: readonly boolean[]): Map<HostObject, HostObject> {
  const there = new Set(before);
  const candidates = desired.filter((object, place) => isOfPeer(object) && !isMade[place]);
  const stayed = new Map<HostObject, HostObject>();
  const others: HostObject[] = [];
  for (const object of candidates) {
    if (there.delete(object)) stayed.set(object, object);
    else others.push(object);
  }
  if (others.length === 0) return stayed;
  const byKey = new Map([...there].map((object) => [keyOf(object), object]));
  for (const object of others) {
    const was = byKey.get(keyOf(object));
    if (was !== undefined && isSame(object, was)) stayed.set(object, was);
  }
  return stayed;
}

/** A transaction by its own keys. */
export const ofStored = ({ victims, alongAfter, memory, ...rest }: StoredTransaction): Transaction => ({
  ...rest,
  collateral: victims,
  linkedAfter: alongAfter,
  versions: memory,
});

/** A transaction as it is written. */
export function pack(transaction: Transaction): PackedTransaction {
  const { before, desired, touched, collateral, linkedAfter, versions, ...rest } = transaction;
  const touchedKeys = new Set(touched);
  const isMade = desired.map((object) => touchedKeys.has(keyOf(object)));
  const stayed = stayedAs(transaction, isMade);
  const kept = runsOf(desired, (object) => stayed.has(object));
  const made = runsOf(desired, (_, place) => isMade[place] === true);
  const gone = new Set(stayed.values());
  for (const object of picked(desired, made)) touchedKeys.delete(keyOf(object));
  return {
    ...rest,
    before: before.filter((object) => !gone.has(object)),
    kept,
    desired,
    touched: [...touchedKeys],
    made,
    victims: collateral,
    alongAfter: linkedAfter,
    memory: mapVersions(versions, versionOf),
  };
}

/** The transaction that was written. */
export function unpack({ kept, made, ...packed }: PackedTransaction): Transaction {
  const { before, desired, touched, memory } = packed;
  return ofStored({
    ...packed,
    before: [...before, ...picked(desired, kept)],
    touched: [...touched, ...picked(desired, made).map(keyOf)],
    memory: mapVersions(memory, textOfVersion),
  });
}
