import { makeClaims } from './claims.ts';
import type { SourceEntry } from './types.ts';

const FAMILIES = ['ipv4', 'ipv6'] as const;

/**
 * Tells why an entry can't stand beside those asked about before and let in: each node has a name, public IPs, subnets
 * and MACs of its own. Undefined: it can, and is let in.
 */
export function makeUniqueness(entries: readonly SourceEntry[]): (entry: SourceEntry) => string | undefined {
  const pins = FAMILIES.flatMap((family) => entries.flatMap((entry) => entry[family]?.pin ?? []));
  const subnets = makeClaims<SourceEntry>(pins);
  const others = new Map<string, SourceEntry>();
  return (entry) => {
    const keys = keysOf(entry);
    for (const [key, what] of keys) {
      const holder = others.get(key);
      if (holder !== undefined) return `its ${what} is that of ${holder.name}, too`;
    }
    for (const family of FAMILIES) {
      const pin = entry[family]?.pin;
      const holder = pin && subnets.claim(pin, entry);
      if (holder !== undefined) return `its subnet ${pin} overlaps that of ${holder.name}`;
    }
    for (const [key] of keys) others.set(key, entry);
    return undefined;
  };
}

/** What must be an entry's alone; MACs of the two families are on two links. */
const keysOf = (entry: SourceEntry): [key: string, what: string][] => [
  [`name ${entry.name}`, `name ${entry.name}`],
  ...FAMILIES.flatMap((family): [string, string][] => {
    const { publicIP, vtepMac } = entry[family] ?? {};
    const address: [string, string][] = publicIP ? [[`ip ${publicIP}`, `public IP ${publicIP}`]] : [];
    const mac: [string, string][] = vtepMac ? [[`${family} ${vtepMac}`, `VTEP MAC ${vtepMac}`]] : [];
    return [...address, ...mac];
  }),
];
