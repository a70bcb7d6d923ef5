import type { Prefix } from '../../net/index.ts';
import type { SourceEntry } from '../codec/types.ts';
import { sharesPublicIP } from '../nodes/shares-public-ip.ts';
import { dataClaims } from './claims.ts';
import { byRank, heldRank, type Rivalry, rivalry } from './rivalry.ts';

/**
 * The entries with lease data that an older one has, with the reason. A node keeps its data while its record is renewed, so
 * the one that comes with data that is in use already is wrong, by mistake or on purpose; it must not cut the other off.
 * Two records that have one public IP, too, are of one node that moved to another subnet: there the age says nothing.
 * @param held the subnets of this node, which comes first
 */
export function dataRivals(
  entries: readonly SourceEntry[],
  held: readonly Prefix[],
): ReadonlyMap<SourceEntry, Rivalry> {
  const ranks = [heldRank(held), OLDER];
  const holders = new Map<string, SourceEntry>();
  const rivals = new Map<SourceEntry, Rivalry>();
  for (const entry of byRank(entries, ranks)) {
    const claims = dataClaims(entry);
    const taken = claims.find(({ key }) => holders.has(key));
    const holder = holders.get(taken?.key ?? '');
    if (taken === undefined || holder === undefined) for (const { key } of claims) holders.set(key, entry);
    else if (!sharesPublicIP(entry, holder)) rivals.set(entry, rivalry(entry, taken, holder, ranks));
  }
  return rivals;
}

/** Where nothing is known of the age, the order of the entries decides. */
const OLDER = { of: ({ created = 0 }: SourceEntry): number => -created, why: 'which is older' };
