import {
  addressPart,
  FAMILY_NAMES,
  type FamilyName,
  lengthOf,
  type Prefix,
  prefixOf,
} from '../../net/index.ts';
import type { SourceEntry } from './types.ts';

/**
 * Which entries can't stand beside the others, and why: each node has a name, public IPs, subnets and MACs of its own. Of
 * two that claim the same the first stays; of two whose subnets overlap the one that claims less.
 */
export function rivalsAmong(entries: readonly SourceEntry[]): ReadonlyMap<SourceEntry, string> {
  const lengths = { ipv4: lengthsIn(entries, 'ipv4'), ipv6: lengthsIn(entries, 'ipv6') };
  const holders = new Map<string, SourceEntry>();
  const rivals = new Map<SourceEntry, string>();
  for (const entry of entries.toSorted((a, b) => narrowness(b) - narrowness(a))) {
    const claims = claimsOf(entry);
    const taken = claims.find(({ key }) => holders.has(key));
    if (taken !== undefined) {
      rivals.set(entry, `its ${taken.what} is that of ${holders.get(taken.key)?.name}, too`);
      continue;
    }
    for (const { key } of claims) holders.set(key, entry);
    for (const key of widerSubnets(entry, lengths)) if (!holders.has(key)) holders.set(key, entry);
  }
  return rivals;
}

const lengthsIn = (entries: readonly SourceEntry[], family: FamilyName): readonly number[] => [
  ...new Set(entries.flatMap((entry) => entry[family]?.pin ?? []).map(lengthOf)),
];

/** How little of the networks an entry claims. */
const narrowness = (entry: SourceEntry): number =>
  Math.min(...FAMILY_NAMES.flatMap((family) => entry[family]?.pin ?? []).map(lengthOf));

/** The subnets that hold an entry's own, of the lengths that others may have claimed. */
const widerSubnets = (
  entry: SourceEntry,
  lengths: Readonly<Record<FamilyName, readonly number[]>>,
): readonly Prefix[] =>
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

/** What must be an entry's alone; MACs of the two families are on two links. */
const claimsOf = (entry: SourceEntry): readonly Claim[] => [
  { key: `name ${entry.name}`, what: `name ${entry.name}` },
  ...FAMILY_NAMES.flatMap((family) => {
    const { publicIP, pin, vtepMac } = entry[family] ?? {};
    return [
      publicIP ? { key: publicIP, what: `public IP ${publicIP}` } : [],
      pin ? { key: pin, what: `subnet ${pin}` } : [],
      vtepMac ? { key: `${family} ${vtepMac}`, what: `VTEP MAC ${vtepMac}` } : [],
    ].flat();
  }),
];
