import { type BackendConfig, leaseRules } from '../../backends/index.ts';
import {
  type Address,
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
import { hasOwnData } from '../explicit-data.ts';
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
 * @param backend if given, entries that each have lease data of their own may share a public IP, as with flanneld; then
 * this node's own record must not be among them
 */
export function rivalsAmong(
  entries: readonly SourceEntry[],
  held: readonly Prefix[],
  backend?: BackendConfig,
): ReadonlyMap<SourceEntry, Rivalry> {
  const lengths = { ipv4: lengthsIn(entries, 'ipv4'), ipv6: lengthsIn(entries, 'ipv6') };
  const holders = new Map<string, SourceEntry>();
  const rivals = new Map<SourceEntry, Rivalry>();
  const ranks = ranksBy(held);
  for (const entry of byRank(entries, ranks)) {
    const claims = claimsOf(entry, backend);
    const taken = claims.find(({ key }) => holders.has(key));
    const holder = holders.get(taken?.key ?? '');
    if (taken !== undefined && holder !== undefined) {
      rivals.set(entry, rivalry(entry, taken, holder, ranks));
      continue;
    }
    for (const { key, holds = key } of claims) holders.set(holds, entry);
    for (const key of widerSubnets(entry, lengths)) if (!holders.has(key)) holders.set(key, entry);
  }
  return rivals;
}

/** The entries, the one that is kept first. Each is ranked once, because a sort compares it with many others. */
function byRank(entries: readonly SourceEntry[], ranks: readonly Rank[]): readonly SourceEntry[] {
  const ranked = entries.map((entry) => ({ entry, order: ranks.map(({ of }) => of(entry)) }));
  const differ = (a: readonly number[], b: readonly number[]): number => {
    for (const [i, rank] of a.entries()) if (rank !== b[i]) return (b[i] ?? 0) - rank;
    return 0;
  };
  return ranked.toSorted((a, b) => differ(a.order, b.order)).map(({ entry }) => entry);
}

/**
 * What tells why an entry can't be kept beside this node's own, whose values no other may claim; undefined if it can.
 * This node's claims are read once for all entries.
 */
export function rivalOfOwn(own: SourceEntry): (entry: SourceEntry) => Rivalry | undefined {
  const held = new Set(claimsOf(own).map(({ key }) => key));
  const mine = pinsOf(own);
  return (entry) => {
    const shared = claimsOf(entry).find(({ key }) => held.has(key));
    if (shared !== undefined) return { message: `its ${shared.what} is that of this node` };
    const overlapping = pinsOf(entry).find((pin) => mine.some((one) => prefixesOverlap(pin, one)));
    return overlapping && { message: `its subnet ${overlapping} overlaps the one of this node` };
  };
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

/** An entry can't be kept where another holds the key. */
interface Claim {
  readonly key: string;
  readonly what: string;
  /** What it holds in turn; absent: the same. */
  readonly holds?: string;
}

/**
 * The unique values of an entry; the lease data of the two families is of two links.
 * @param backend absent: no public IP is shared
 */
const claimsOf = (entry: SourceEntry, backend?: BackendConfig): readonly Claim[] => [
  { key: `name ${entry.name}`, what: `name ${entry.name}` },
  ...FAMILY_NAMES.flatMap((family) => {
    const { publicIP, pin, data } = entry[family] ?? {};
    const isShared = backend !== undefined && hasOwnData(entry[family], backend);
    const rules = leaseRules(entry.backendType ?? '');
    const text = rules && data && rules.text(data);
    return [
      publicIP ? addressClaims(publicIP, isShared) : [],
      pin ? { key: pin, what: `subnet ${pin}` } : [],
      rules && text ? { key: `${family} ${text}`, what: `${rules.called} ${text}` } : [],
    ].flat();
  }),
];

/** A public IP is held against all, or against those that do not share it. */
function addressClaims(publicIP: Address, isShared: boolean): readonly Claim[] {
  const [alone, shared] = [`${publicIP}`, `${publicIP} shared`];
  const what = `public IP ${publicIP}`;
  if (isShared) return [{ key: alone, what, holds: shared }];
  return [
    { key: alone, what },
    { key: shared, what },
  ];
}
