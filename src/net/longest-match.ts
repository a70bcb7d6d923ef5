import { type Address, familyOf } from './address.ts';
import { lengthOf, type Prefix, prefixFamily, prefixOf } from './prefix.ts';

/**
 * Finds the longest of some prefixes that contains an address, as the kernel finds routes: among 10,000 as fast as among
 * ten.
 */
export function longestMatch(prefixes: Iterable<Prefix>): (address: Address) => Prefix | undefined {
  const known = new Set(prefixes);
  const lengths = { 4: new Set<number>(), 6: new Set<number>() };
  for (const prefix of known) lengths[prefixFamily(prefix)].add(lengthOf(prefix));
  const longestFirst = { 4: [...lengths[4]].sort((a, b) => b - a), 6: [...lengths[6]].sort((a, b) => b - a) };
  return (address) => {
    for (const length of longestFirst[familyOf(address)]) {
      const prefix = prefixOf(address, length);
      if (known.has(prefix)) return prefix;
    }
    return undefined;
  };
}
