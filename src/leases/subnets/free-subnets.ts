import { type FamilyNetwork, subnetSize } from '../../flannel/index.ts';
import { addressToNumber, type Prefix } from '../../net/index.ts';
import { compareRanges, rangeOf, subnetAt } from './subnets.ts';

/**
 * The subnets from SubnetMin to SubnetMax that overlap no taken one, generated on demand. Taken subnets may have any
 * length, as leases of an earlier net-conf do.
 */
export function* freeSubnets(network: FamilyNetwork, taken: readonly Prefix[]): Generator<Prefix, undefined> {
  const size = subnetSize(network);
  const max = addressToNumber(network.subnetMax);
  const busy = taken.map(rangeOf).sort(compareRanges);
  let base = addressToNumber(network.subnetMin);
  let next = 0;
  while (base <= max) {
    while (next < busy.length && (busy[next]?.last ?? base) < base) next += 1;
    const first = busy[next]?.first;
    if (first === undefined || first >= base + size) yield subnetAt(network, base);
    base += size;
  }
  return undefined;
}

/** The first subnet that overlaps no taken one; undefined if the network is full. */
export function firstFreeSubnet(network: FamilyNetwork, taken: readonly Prefix[]): Prefix | undefined {
  return freeSubnets(network, taken).next().value;
}
