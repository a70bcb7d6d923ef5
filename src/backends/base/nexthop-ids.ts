import { subnetIndex } from '../../flannel/index.ts';
import { ADDRESS_BITS, addressPart, ipv4ToNumber, type NodeName, type Prefix } from '../../net/index.ts';
import type { BackendInput, FamilyInput } from './input.ts';

/** The first nexthop ids: high, so that they are no other program's (0x46 is F, 0x66 is f). */
const BASE = { ipv4: 0x46_00_00_00, ipv6: 0x66_00_00_00 } as const;

/** The number of ids: more than a network has subnets. */
const SPAN = 1 << 24;

/** The place of a subnet's nexthop id, counted from the first id: its index in the network. */
export const nexthopPlace = ({ name, network }: FamilyInput, subnet: Prefix): number =>
  name === 'ipv4' ? ipv4Place(network, subnet) : Number(subnetIndex(network, subnet) % BigInt(SPAN));

/** The same without bigints, which cost several times as much. */
const ipv4Place = ({ network, subnetLen }: FamilyInput['network'], subnet: Prefix): number => {
  const offset = ipv4ToNumber(addressPart(subnet)) - ipv4ToNumber(addressPart(network));
  return Math.trunc(offset / 2 ** (ADDRESS_BITS[4] - subnetLen)) % SPAN;
};

/**
 * The nexthop ids of a family's peers: a base plus the index of the peer's subnet in the network, so that they are
 * the same on every run. Two subnets with one index, as podCIDRs shorter than SubnetLen can have, take the next free
 * ids.
 */
export function nexthopIds({ peers }: BackendInput, family: FamilyInput): Map<NodeName, number> {
  const used = new Set<number>();
  const ids = new Map<NodeName, number>();
  for (const peer of peers) {
    const subnet = peer[family.name]?.subnet;
    if (subnet === undefined) continue;
    let place = nexthopPlace(family, subnet);
    while (used.has(place)) place = (place + 1) % SPAN;
    used.add(place);
    ids.set(peer.name, BASE[family.name] + place);
  }
  return ids;
}
