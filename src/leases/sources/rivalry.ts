import type { Prefix } from '../../net/index.ts';
import { isSubnetName } from '../codec/subnet-name.ts';
import type { SourceEntry } from '../codec/types.ts';
import { pinsOf } from '../nodes/pins.ts';
import type { Claim } from './claims.ts';

/** Why an entry is left out. */
export interface Rivalry {
  readonly message: string;
  readonly hint?: string;
}

/** A criterion by which one of two entries is kept. */
export interface Rank {
  readonly of: (entry: SourceEntry) => number;
  /** The reason, about the entry that is kept. */
  readonly why: string;
}

/** @param held the subnets of this node */
export const heldRank = (held: readonly Prefix[]): Rank => ({
  of: (entry) => (pinsOf(entry).some((pin) => held.includes(pin)) ? 1 : 0),
  why: 'which this node has',
});

/** The entries, the one that is kept first. Each is ranked once, because a sort compares it with many others. */
export function byRank(entries: readonly SourceEntry[], ranks: readonly Rank[]): readonly SourceEntry[] {
  const ranked = entries.map((entry) => ({ entry, order: ranks.map(({ of }) => of(entry)) }));
  const differ = (a: readonly number[], b: readonly number[]): number => {
    for (const [i, rank] of a.entries()) if (rank !== b[i]) return (b[i] ?? 0) - rank;
    return 0;
  };
  return ranked.toSorted((a, b) => differ(a.order, b.order)).map(({ entry }) => entry);
}

/** Why an entry is left out whose claim a better one holds. */
export function rivalry(
  entry: SourceEntry,
  { what }: Claim,
  holder: SourceEntry,
  ranks: readonly Rank[],
): Rivalry {
  const decided = ranks.find(({ of }) => of(holder) !== of(entry));
  const message = `its ${what} is that of ${holder.name}, too, ${decided?.why ?? 'which comes first'}`;
  const isPlain = isSubnetName(entry.name) && entry.revision === undefined;
  return decided === undefined && isPlain
    ? { message, hint: 'Which one was written when is told by `etcdctl get --prefix … -w json`.' }
    : { message };
}
