import { type FamilyNetwork, subnetSize } from '../../flannel/index.ts';
import {
  ADDRESS_BITS,
  addressFromNumber,
  addressPart,
  addressToNumber,
  compareAddresses,
  lengthOf,
  type Prefix,
  prefixContains,
  prefixFamily,
  prefixSize,
} from '../../net/index.ts';

/** The subnet that starts at an address, given as a number. */
export const subnetAt = ({ network, subnetLen }: FamilyNetwork, base: bigint): Prefix =>
  `${addressFromNumber(prefixFamily(network), base)}/${subnetLen}` as Prefix;

/** The subnet with an index in a network; undefined if the network doesn't reach that far. */
export function subnetAtIndex(network: FamilyNetwork, index: bigint): Prefix | undefined {
  const base = addressToNumber(addressPart(network.network)) + index * subnetSize(network);
  return base > rangeOf(network.network).last ? undefined : subnetAt(network, base);
}

/**
 * The number of assignable subnets, from SubnetMin to SubnetMax (flannel-facts 1.3), limited to what a number holds.
 */
export function subnetCount(network: FamilyNetwork): number {
  const span = addressToNumber(network.subnetMax) - addressToNumber(network.subnetMin);
  return Math.max(0, countOf(span / subnetSize(network) + 1n));
}

/** A count as a number, limited to the largest exact one. */
export const countOf = (count: bigint): number =>
  Number(count > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : count);

/** The first and last address of a prefix, as numbers. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** The range of a prefix. */
export function rangeOf(prefix: Prefix): Range {
  const first = addressToNumber(addressPart(prefix));
  return { first, last: first + prefixSize(prefix) - 1n };
}

/** Compares ranges by first address; of two with the same, the larger comes first. */
export function compareRanges(a: Range, b: Range): number {
  const difference = a.first - b.first || b.last - a.last;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The reason why a subnet can't be in a network, as the end of a sentence about it; undefined if it can. */
export function whyNotIn({ network }: FamilyNetwork, subnet: Prefix): string | undefined {
  if (!prefixContains(network, subnet)) return `is not in the network ${network}`;
  const longest = ADDRESS_BITS[prefixFamily(subnet)] - 2;
  return lengthOf(subnet) > longest
    ? `has no room for pods: a node's subnet is at least a /${longest}`
    : undefined;
}

/**
 * The reason why flanneld with etcd would never assign a subnet of the network; undefined if it would. In Kubernetes
 * a node's subnet is its podCIDR, and these rules don't hold (flannel-facts 1.3).
 */
export function whyNotGivenOut(network: FamilyNetwork, subnet: Prefix): string | undefined {
  const first = addressPart(subnet);
  const prefix = prefixFamily(subnet) === 4 ? '' : 'IPv6';
  if (lengthOf(subnet) !== network.subnetLen)
    return `is a /${lengthOf(subnet)}, though subnets of this network are /${network.subnetLen} (${prefix}SubnetLen)`;
  const { subnetMin, subnetMax } = network;
  if (compareAddresses(first, subnetMin) < 0) return `is below ${prefix}SubnetMin ${subnetMin}`;
  if (compareAddresses(first, subnetMax) > 0) return `is above ${prefix}SubnetMax ${subnetMax}`;
  return undefined;
}

/** Whether flanneld with etcd could assign a subnet of the network. */
export const isGivenOut = (network: FamilyNetwork, subnet: Prefix): boolean =>
  whyNotGivenOut(network, subnet) === undefined;
