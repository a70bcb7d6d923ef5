import { isIPv4, isIPv6 } from 'node:net';
import { Address4, Address6 } from 'ip-address';

/** An IPv4 or IPv6 address in the text form the kernel prints (RFC 5952 for IPv6). */
export type Address = string & { readonly __brand: 'Address' };

export type Family = 4 | 6;

/** The address families by the names that net-confs, plans and code sort their values under. */
export const FAMILY_NAMES = ['ipv4', 'ipv6'] as const;

export type FamilyName = (typeof FAMILY_NAMES)[number];

export const FAMILY_OF = { ipv4: 4, ipv6: 6 } as const satisfies Record<FamilyName, Family>;

/** Bits in an address of each family. */
export const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/**
 * Reads an address. Leading zeros, zones and short forms such as `10.1` are refused, as Go's parser does.
 * `::ffff:10.0.0.1` is the IPv4 address it carries (flannel-facts 1.1).
 */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return text as Address;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const v6 = new Address6(text);
  const mapped = v6.isMapped4() ? v6.to4().correctForm() : v6.correctForm();
  return mapped as Address;
}

export const familyOf = (address: Address): Family => (address.includes(':') ? 6 : 4);

export const addressToNumber = (address: Address): bigint =>
  familyOf(address) === 4 ? new Address4(address).bigInt() : new Address6(address).bigInt();

export const addressFromNumber = (family: Family, value: bigint): Address =>
  (family === 4 ? Address4.fromBigInt(value) : Address6.fromBigInt(value)).correctForm() as Address;

/** The address `offset` above (or below) another. */
export const addToAddress = (address: Address, offset: bigint): Address =>
  addressFromNumber(familyOf(address), addressToNumber(address) + offset);
