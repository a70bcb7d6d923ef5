import { type FamilyNetwork, subnetSize } from '../flannel/index.ts';
import {
  addressFromNumber,
  addressPart,
  addressToNumber,
  compareAddresses,
  lengthOf,
  type Prefix,
  prefixContains,
  prefixFamily,
  prefixSize,
} from '../net/index.ts';

/** The subnet that starts at an address, given as a number. */
export const subnetAt = ({ network, subnetLen }: FamilyNetwork, base: bigint): Prefix =>
  `${addressFromNumber(prefixFamily(network), base)}/${subnetLen}` as Prefix;

/** The subnet at a place in a network; undefined if the network doesn't reach that far. */
export function subnetAtIndex(network: FamilyNetwork, index: bigint): Prefix | undefined {
  const base = addressToNumber(addressPart(network.network)) + index * subnetSize(network);
  return base > rangeOf(network.network).last ? undefined : subnetAt(network, base);
}

/** How many subnets may be given out, from SubnetMin to SubnetMax (flannel-facts 1.3); no more than a number holds. */
export function subnetCount(network: FamilyNetwork): number {
  const span = addressToNumber(network.subnetMax) - addressToNumber(network.subnetMin);
  return Math.max(0, countOf(span / subnetSize(network) + 1n));
}

/** A count as a number, of those that are too large the largest that is exact. */
export const countOf = (count: bigint): number =>
  Number(count > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : count);

/** First and last address of a prefix, as numbers. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

export function rangeOf(prefix: Prefix): Range {
  const first = addressToNumber(addressPart(prefix));
  return { first, last: first + prefixSize(prefix) - 1n };
}

/** Orders by first address, and where two start together the larger before the smaller. For sorting. */
export function compareRanges(a: Range, b: Range): number {
  const difference = a.first - b.first || b.last - a.last;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Why a subnet can't be one of a network, or undefined if it can; said as the end of a sentence about it. */
export const whyNotIn = ({ network }: FamilyNetwork, subnet: Prefix): string | undefined =>
  prefixContains(network, subnet) ? undefined : `is not in the network ${network}`;

/**
 * Why flanneld with etcd would never give out a subnet of the network, or undefined if it would. In Kubernetes a node's
 * subnet is its podCIDR, and these rules don't hold (flannel-facts 1.3).
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

export const isGivenOut = (network: FamilyNetwork, subnet: Prefix): boolean =>
  whyNotGivenOut(network, subnet) === undefined;
