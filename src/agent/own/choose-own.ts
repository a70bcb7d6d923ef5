import type { NetConf } from '../../config/index.ts';
import type { LeaseSubnets } from '../../flannel/index.ts';
import { chooseSubnets, pinsOf } from '../../leases/index.ts';
import type { Listing, StoredLease } from '../../stores/index.ts';

export interface SubnetHistory {
  readonly listing: Listing;
  /** The record that this node left in the store. */
  readonly before: StoredLease | undefined;
  /** The subnets that this host had: of its saved node and of subnet.env. */
  readonly remembered: readonly LeaseSubnets[];
}

/** The subnets of this node: those of its record, else those that the host had if they are free, else free ones. */
export function chooseOwnSubnets(
  netConf: NetConf,
  { listing, before, remembered }: SubnetHistory,
  random: (below: number) => number,
): LeaseSubnets {
  const taken = listing.leases
    .filter((lease) => lease !== before)
    .flatMap(({ entry }) => (entry === undefined ? [] : pinsOf(entry)));
  const { ipv4, ipv6 } = before?.entry ?? {};
  const own = { ...(ipv4?.pin && { ipv4: ipv4.pin }), ...(ipv6?.pin && { ipv6: ipv6.pin }) };
  return chooseSubnets(netConf, taken, [own, ...remembered], random);
}
