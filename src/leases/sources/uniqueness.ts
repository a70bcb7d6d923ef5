import type { SourceEntry } from './types.ts';

/**
 * Tells why an entry can't stand beside those asked about before and let in: each node has a name, public IPs, subnets
 * and MACs of its own. Undefined: it can, and is let in. The subnets are of one length each family, so that two overlap
 * only if they are the same.
 */
export function makeUniqueness(): (entry: SourceEntry) => string | undefined {
  const holders = new Map<string, SourceEntry>();
  return (entry) => {
    const claims = claimsOf(entry);
    for (const { key, what } of claims) {
      const holder = holders.get(key);
      if (holder !== undefined) return `its ${what} is that of ${holder.name}, too`;
    }
    for (const { key } of claims) holders.set(key, entry);
    return undefined;
  };
}

interface Claim {
  readonly key: string;
  readonly what: string;
}

/** What must be an entry's alone; MACs of the two families are on two links. */
const claimsOf = (entry: SourceEntry): readonly Claim[] => [
  { key: `name ${entry.name}`, what: `name ${entry.name}` },
  ...(['ipv4', 'ipv6'] as const).flatMap((family) => {
    const { publicIP, pin, vtepMac } = entry[family] ?? {};
    return [
      publicIP ? { key: publicIP, what: `public IP ${publicIP}` } : [],
      pin ? { key: pin, what: `subnet ${pin}` } : [],
      vtepMac ? { key: `${family} ${vtepMac}`, what: `VTEP MAC ${vtepMac}` } : [],
    ].flat();
  }),
];
