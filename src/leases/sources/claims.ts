import { addressPart, lengthOf, type Prefix, prefixOf } from '../../net/index.ts';

/** Who was first to claim prefixes of which none may overlap another. */
export interface Claims<T> {
  /** The holder of a prefix that overlaps this one, if there is one; else it is this holder's from now on. */
  claim(prefix: Prefix, holder: T): T | undefined;
}

/** `all` are the prefixes that will be claimed: only their lengths need looking at. */
export function makeClaims<T>(all: readonly Prefix[]): Claims<T> {
  const lengths = [...new Set(all.map(lengthOf))];
  const holders = new Map<Prefix, T>();
  /** Prefixes around one that is held. */
  const around = new Map<Prefix, T>();
  return {
    claim: (prefix, holder) => {
      const shorter = lengths.filter((length) => length < lengthOf(prefix));
      const outer = shorter.map((length) => prefixOf(addressPart(prefix), length));
      const other = [prefix, ...outer].flatMap((one) => holders.get(one) ?? []).at(0) ?? around.get(prefix);
      if (other !== undefined) return other;
      holders.set(prefix, holder);
      for (const one of outer) around.set(one, holder);
      return undefined;
    },
  };
}
