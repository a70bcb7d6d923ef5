import type { FamilyNetwork } from '../config/index.ts';
import {
  ADDRESS_BITS,
  addressFromNumber,
  addressPart,
  addressToNumber,
  lengthOf,
  type Prefix,
  prefixFamily,
  prefixSize,
} from '../net/index.ts';

/** How many addresses each node's subnet has. */
export const subnetSize = ({ network, subnetLen }: FamilyNetwork): bigint =>
  1n << BigInt(ADDRESS_BITS[prefixFamily(network)] - subnetLen);

/** The subnet that starts at an address, given as a number. */
export const subnetAt = ({ network, subnetLen }: FamilyNetwork, base: bigint): Prefix =>
  `${addressFromNumber(prefixFamily(network), base)}/${subnetLen}` as Prefix;

/** A subnet's place in its network, counted from the network's first address: 10.244.3.0/24 of 10.244.0.0/16 is 3. */
export function subnetIndex(network: FamilyNetwork, subnet: Prefix): number {
  const offset = addressToNumber(addressPart(subnet)) - addressToNumber(addressPart(network.network));
  return Number(offset / subnetSize(network));
}

/** How many subnets may be given out, from SubnetMin to SubnetMax (flannel-facts 1.3). */
export function subnetCount(network: FamilyNetwork): number {
  const span = addressToNumber(network.subnetMax) - addressToNumber(network.subnetMin);
  return Math.max(0, Number(span / subnetSize(network)) + 1);
}

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

/** Why flannel would never give out this subnet, or undefined if it would; said as the end of a sentence about it. */
export function whyNotOf(network: FamilyNetwork, subnet: Prefix): string | undefined {
  const { first, last } = rangeOf(subnet);
  const whole = rangeOf(network.network);
  if (prefixFamily(subnet) !== prefixFamily(network.network) || first < whole.first || last > whole.last)
    return `is not in the network ${network.network}`;
  if (lengthOf(subnet) !== network.subnetLen)
    return `is a /${lengthOf(subnet)}, but every subnet of this network is a /${network.subnetLen} (SubnetLen)`;
  const { subnetMin, subnetMax } = network;
  if (first < addressToNumber(subnetMin)) return `is below SubnetMin ${subnetMin}`;
  if (first > addressToNumber(subnetMax)) return `is above SubnetMax ${subnetMax}`;
  return undefined;
}
