import { isIPv4, isIPv6 } from 'node:net';
import { Address6 } from 'ip-address';

/** An IPv4 or IPv6 address in the text form the kernel prints (RFC 5952 for IPv6). */
export type Address = string & { readonly __brand: 'Address' };

export type Family = 4 | 6;

/** The address families, by their keys in net-confs, plans and code. */
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

/** An IPv4 address as a number. ip-address converts by way of hexadecimal text, at thirty times the cost. */
export function ipv4ToNumber(address: Address): number {
  let value = 0;
  let octet = 0;
  for (let i = 0; i < address.length; i += 1) {
    const code = address.charCodeAt(i);
    if (code === DOT) {
      value = value * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - ZERO;
  }
  return value * 256 + octet;
}

const DOT = 0x2e;
const ZERO = 0x30;

/** The IPv4 address of a number from 0 to 2^32 - 1. */
export const ipv4FromNumber = (value: number): Address =>
  `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}` as Address;

const LAST_IPV4 = 0xffff_ffff;

/** An address as a number. For IPv4 alone `ipv4ToNumber` is cheaper. */
export const addressToNumber = (address: Address): bigint =>
  familyOf(address) === 4 ? BigInt(ipv4ToNumber(address)) : new Address6(address).bigInt();

/** The address of a number. Throws if the number is out of the family's range. */
export function addressFromNumber(family: Family, value: bigint | number): Address {
  if (family === 6) return Address6.fromBigInt(BigInt(value)).correctForm() as Address;
  if (value < 0 || value > LAST_IPV4) throw new RangeError(`${value} is no IPv4 address`);
  return ipv4FromNumber(Number(value));
}

/** Compares addresses of one family for sorting. IPv4 goes without bigints, which cost ten times as much. */
export function compareAddresses(a: Address, b: Address): number {
  if (familyOf(a) === 4 && familyOf(b) === 4) return ipv4ToNumber(a) - ipv4ToNumber(b);
  const difference = addressToNumber(a) - addressToNumber(b);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** The address at an offset, which may be negative, from another. */
export const addToAddress = (address: Address, offset: bigint): Address =>
  addressFromNumber(familyOf(address), addressToNumber(address) + offset);
