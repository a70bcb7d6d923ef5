import {
  ADDRESS_BITS,
  type Address,
  addressPart,
  addressToNumber,
  type FamilyName,
  type Prefix,
  prefixFamily,
} from '../net/index.ts';

/** The pod network of one address family, with the values that flannel derives (flannel-facts 1.3). */
export interface FamilyNetwork {
  readonly network: Prefix;
  /** Prefix length of a node's subnet. */
  readonly subnetLen: number;
  /** The first and last subnet that a node may get, by their network addresses. */
  readonly subnetMin: Address;
  readonly subnetMax: Address;
}

/** The address families that a net-conf turns on. */
export type EnabledFamilies = Readonly<Record<FamilyName, boolean>>;

/** How many addresses each node's subnet has. */
export const subnetSize = ({ network, subnetLen }: Pick<FamilyNetwork, 'network' | 'subnetLen'>): bigint =>
  1n << BigInt(ADDRESS_BITS[prefixFamily(network)] - subnetLen);

/** A subnet's place in its network, counted from the network's first address: 10.244.3.0/24 of 10.244.0.0/16 is 3. */
export function subnetIndex(network: FamilyNetwork, subnet: Prefix): bigint {
  const offset = addressToNumber(addressPart(subnet)) - addressToNumber(addressPart(network.network));
  return offset / subnetSize(network);
}
