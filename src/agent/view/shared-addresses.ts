import type { Problem } from '../../errors/index.ts';
import type { SourceEntry } from '../../leases/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';

/**
 * The peers whose public IP another peer has, too, each with a warning. flanneld takes them all, and so does this node:
 * each has a MAC of its own.
 * @param peers the keys of records that are peers, in order, by their entry
 */
export function sharedAddresses(peers: ReadonlyMap<SourceEntry, string>): ReadonlyMap<string, Problem> {
  const held = new Set<Address>();
  const shared = new Map<string, Problem>();
  for (const [entry, key] of peers)
    for (const family of FAMILY_NAMES) {
      const { publicIP } = entry[family] ?? {};
      if (publicIP === undefined) continue;
      if (!held.has(publicIP)) held.add(publicIP);
      else
        shared.set(key, {
          severity: 'warning',
          message: `its public IP ${publicIP} is also that of another record`,
        });
    }
  return shared;
}
