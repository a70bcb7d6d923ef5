import { type Address, type Family, familyOf } from './address.ts';
import { addressPart, ipv4Base, lengthOf, type Prefix, prefixFamily, prefixOf } from './prefix.ts';

/** What an address has in common with all others in its network of a length. */
type Network = (address: Address, length: number) => number | string;

/** A number where that is enough, because text for each address and length would cost ten times as much. */
const NETWORK: Readonly<Record<Family, Network>> = { 4: ipv4Base, 6: prefixOf };

/** Prefixes of one length, by their network. */
type OfLength = Map<number | string, Prefix>;

function byLength(prefixes: readonly Prefix[], family: Family): Map<number, OfLength> {
  const all = new Map<number, OfLength>();
  for (const prefix of prefixes) {
    if (prefixFamily(prefix) !== family) continue;
    const length = lengthOf(prefix);
    const alike: OfLength = all.get(length) ?? new Map();
    if (alike.size === 0) all.set(length, alike);
    alike.set(NETWORK[family](addressPart(prefix), length), prefix);
  }
  return new Map([...all].sort(([a], [b]) => b - a));
}

/**
 * Finds the longest of some prefixes that contains an address, as the kernel finds routes: among 10,000 as fast as among
 * ten.
 */
export function longestMatch(prefixes: Iterable<Prefix>): (address: Address) => Prefix | undefined {
  const all = [...prefixes];
  const longestFirst = { 4: byLength(all, 4), 6: byLength(all, 6) };
  return (address) => {
    const family = familyOf(address);
    for (const [length, alike] of longestFirst[family]) {
      const prefix = alike.get(NETWORK[family](address, length));
      if (prefix !== undefined) return prefix;
    }
    return undefined;
  };
}
