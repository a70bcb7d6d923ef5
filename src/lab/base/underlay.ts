import { type Address, addressIn, type Prefix, parsePrefix, prefixesOverlap } from '../../net/index.ts';
import { type ByFamily, mapFamilies } from './families.ts';

/**
 * The underlay networks of a lab, each with an alternative for the case that the pod network overlaps it. A lab is
 * isolated, so these networks may be in use elsewhere. The two of a family differ in their first bit, so only 0.0.0.0/0
 * and ::/0 overlap both, and flannel refuses those (flannel-facts 1.1). fd77::/64 is a ULA (RFC 4193), 2001:db8::/32 is
 * for documentation (RFC 3849).
 */
const UNDERLAYS = {
  ipv4: [
    ['192.168.77.0/24', '192.168.78.0/24'],
    ['10.77.77.0/24', '10.77.78.0/24'],
  ],
  ipv6: [
    ['fd77::/64', 'fd78::/64'],
    ['2001:db8:77::/64', '2001:db8:78::/64'],
  ],
} as const;

/** The limit of subnets in the underlay. */
export const UNDERLAYS_MAX = 2;

/** Chooses `count` underlay networks that don't overlap the pod networks, with the same families. */
export function chooseUnderlays(podNetworks: ByFamily<Prefix>, count: number): ByFamily<Prefix>[] {
  const chosen = mapFamilies(podNetworks, (network, family) =>
    UNDERLAYS[family]
      .map((texts) => texts.slice(0, count).flatMap((text) => parsePrefix(text) ?? []))
      .find((prefixes) => prefixes.every((prefix) => !prefixesOverlap(prefix, network))),
  );
  return Array.from({ length: count }, (_, i) => mapFamilies(chosen, (prefixes) => prefixes[i]));
}

/**
 * The number whose hexadecimal digits are the decimal digits of `k`, so that the node at .254 in IPv4 is at ::254 in
 * IPv6.
 */
const asHexDigits = (k: number): number => Number.parseInt(`${k}`, 16);

/** The k-th addresses of an underlay. */
const addressesOn = (underlay: ByFamily<Prefix>, k: number): ByFamily<Address> =>
  mapFamilies(underlay, (prefix, family) => addressIn(prefix, family === 'ipv4' ? k : asHexDigits(k)));

/** The underlay addresses of the k-th node, counted from 1. */
export const nodeAddresses = addressesOn;

/** The switch's own addresses, which are the nodes' default gateways. */
export const switchAddresses = (underlay: ByFamily<Prefix>): ByFamily<Address> => addressesOn(underlay, 254);
