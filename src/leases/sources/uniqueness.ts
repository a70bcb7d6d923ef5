import type { BackendConfig } from '../../backends/index.ts';
import {
  addressPart,
  FAMILY_NAMES,
  type FamilyName,
  lengthOf,
  type Prefix,
  prefixesOverlap,
  prefixOf,
} from '../../net/index.ts';
import type { SourceEntry } from '../codec/types.ts';
import { pinsOf } from '../nodes/pins.ts';
import { claimsOf } from './claims.ts';
import { dataRivals } from './data-rivals.ts';
import { byRank, heldRank, type Rank, type Rivalry, rivalry } from './rivalry.ts';

/**
 * The entries that can't be kept beside others, with the reason: each node has its own name, public IPs, subnets and
 * lease data. Of two entries with the same lease data this node's own is kept, or the older one. Of two with overlapping
 * subnets the smaller one is kept; else this node's own, the one written later, or the first.
 * @param held the subnets of this node
 * @param backend if given, entries that each have lease data of their own may share a public IP, as with flanneld; then
 * this node's own record must not be among them
 */
export function rivalsAmong(
  entries: readonly SourceEntry[],
  held: readonly Prefix[],
  backend?: BackendConfig,
): ReadonlyMap<SourceEntry, Rivalry> {
  const rivals = new Map(dataRivals(entries, held));
  const others = entries.filter((entry) => !rivals.has(entry));
  const lengths = { ipv4: lengthsIn(others, 'ipv4'), ipv6: lengthsIn(others, 'ipv6') };
  const holders = new Map<string, SourceEntry>();
  const ranks = ranksBy(held);
  for (const entry of byRank(others, ranks)) {
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

const ranksBy = (held: readonly Prefix[]): readonly Rank[] => [
  { of: narrowness, why: 'which claims less' },
  heldRank(held),
  { of: ({ revision = 0 }) => revision, why: 'which was written later' },
];

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
