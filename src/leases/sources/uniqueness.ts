import { leaseRules } from '../../backends/index.ts';
import {
  addressPart,
  FAMILY_NAMES,
  type FamilyName,
  lengthOf,
  type Prefix,
  prefixesOverlap,
  prefixOf,
} from '../../net/index.ts';
import { isSubnetName } from '../codec/subnet-name.ts';
import type { SourceEntry } from '../codec/types.ts';
import { pinsOf } from '../pins.ts';

/** Why an entry is left out. */
export interface Rivalry {
  readonly message: string;
  readonly hint?: string;
}

/**
 * The entries that can't be kept beside others, with the reason: each node has its own name, public IPs, subnets and
 * lease data. Of two entries with overlapping subnets the smaller one is kept; else this node's own, the one written
 * later, or the first.
 * @param held the subnets of this node
 */
export function rivalsAmong(
  entries: readonly SourceEntry[],
  held: readonly Prefix[],
): ReadonlyMap<SourceEntry, Rivalry> {
  const lengths = { ipv4: lengthsIn(entries, 'ipv4'), ipv6: lengthsIn(entries, 'ipv6') };
  const holders = new Map<string, SourceEntry>();
  const rivals = new Map<SourceEntry, Rivalry>();
  const ranks = ranksBy(held);
  const ranked = entries.toSorted((a, b) => ranks.map(({ of }) => of(b) - of(a)).find(Boolean) ?? 0);
  for (const entry of ranked) {
    const claims = claimsOf(entry);
    const taken = claims.find(({ key }) => holders.has(key));
    const holder = holders.get(taken?.key ?? '');
    if (taken !== undefined && holder !== undefined) {
      rivals.set(entry, rivalry(entry, taken, holder, ranks));
      continue;
    }
    for (const { key } of claims) holders.set(key, entry);
    for (const key of widerSubnets(entry, lengths)) if (!holders.has(key)) holders.set(key, entry);
  }
  return rivals;
}

/** Why an entry can't be kept beside this node's own, whose values no other may claim; undefined if it can. */
export function rivalOfOwn(entry: SourceEntry, own: SourceEntry): Rivalry | undefined {
  const held = new Set(claimsOf(own).map(({ key }) => key));
  const shared = claimsOf(entry).find(({ key }) => held.has(key));
  if (shared !== undefined) return { message: `its ${shared.what} is that of this node` };
  const [mine, theirs] = [pinsOf(own), pinsOf(entry)];
  const overlapping = theirs.find((pin) => mine.some((held) => prefixesOverlap(pin, held)));
  return overlapping && { message: `its subnet ${overlapping} overlaps the one of this node` };
}

/** A criterion by which one of two entries is kept. */
interface Rank {
  readonly of: (entry: SourceEntry) => number;
  /** The reason, about the entry that is kept. */
  readonly why: string;
}

const ranksBy = (held: readonly Prefix[]): readonly Rank[] => [
  { of: narrowness, why: 'which claims less' },
  { of: (entry) => (pinsOf(entry).some((pin) => held.includes(pin)) ? 1 : 0), why: 'which this node has' },
  { of: ({ revision = 0 }) => revision, why: 'which was written later' },
];

function rivalry(entry: SourceEntry, { what }: Claim, holder: SourceEntry, ranks: readonly Rank[]): Rivalry {
  const decided = ranks.find(({ of }) => of(holder) !== of(entry));
  const message = `its ${what} is that of ${holder.name}, too, ${decided?.why ?? 'which comes first'}`;
  const isPlain = isSubnetName(entry.name) && entry.revision === undefined;
  return decided === undefined && isPlain
    ? { message, hint: 'Which one was written later is told by `etcdctl get --prefix … -w json`.' }
    : { message };
}

/** The prefix lengths of the subnets that entries claim, by family. */
export type ClaimedLengths = Readonly<Record<FamilyName, readonly number[]>>;

/**
 * What an entry can be a rival of another for: two entries can be rivals only if they have a key in common.
 * @param lengths of the subnets of all entries
 */
export const claimKeys = (entry: SourceEntry, lengths: ClaimedLengths): readonly string[] => [
  ...claimsOf(entry).map(({ key }) => key),
  ...widerSubnets(entry, lengths),
];

const lengthsIn = (entries: readonly SourceEntry[], family: FamilyName): readonly number[] => [
  ...new Set(entries.flatMap((entry) => entry[family]?.pin ?? []).map(lengthOf)),
];

/** The prefix length of the largest subnet of an entry. */
const narrowness = (entry: SourceEntry): number => Math.min(...pinsOf(entry).map(lengthOf));

/** The prefixes around an entry's subnets, of the lengths that other entries claim. */
const widerSubnets = (entry: SourceEntry, lengths: ClaimedLengths): readonly Prefix[] =>
  FAMILY_NAMES.flatMap((family) => {
    const { pin } = entry[family] ?? {};
    if (pin === undefined) return [];
    return lengths[family]
      .filter((length) => length < lengthOf(pin))
      .map((length) => prefixOf(addressPart(pin), length));
  });

interface Claim {
  readonly key: string;
  readonly what: string;
}

/** The unique values of an entry; the lease data of the two families is of two links. */
const claimsOf = (entry: SourceEntry): readonly Claim[] => [
  { key: `name ${entry.name}`, what: `name ${entry.name}` },
  ...FAMILY_NAMES.flatMap((family) => {
    const { publicIP, pin, data } = entry[family] ?? {};
    const rules = leaseRules(entry.backendType ?? '');
    const text = rules && data && rules.text(data);
    return [
      publicIP ? { key: publicIP, what: `public IP ${publicIP}` } : [],
      pin ? { key: pin, what: `subnet ${pin}` } : [],
      rules && text ? { key: `${family} ${text}`, what: `${rules.called} ${text}` } : [],
    ].flat();
  }),
];
