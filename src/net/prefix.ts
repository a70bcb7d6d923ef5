import {
  ADDRESS_BITS,
  type Address,
  addressFromNumber,
  addressToNumber,
  addToAddress,
  compareAddresses,
  type Family,
  familyOf,
  ipv4FromNumber,
  ipv4ToNumber,
  parseAddress,
} from './address.ts';

/** A network in CIDR form with its host bits cleared: `10.244.1.0/24`. */
export type Prefix = string & { readonly __brand: 'Prefix' };

/** An address with the length of its network, as `ip address` takes it: `10.244.1.1/24`. */
export type InterfaceAddress = string & { readonly __brand: 'InterfaceAddress' };

const CIDR = /^([^/]+)\/(0|[1-9]\d{0,2})$/;

/** Reads `address/length` and keeps the host bits; undefined if it is not CIDR. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const [, addressText = '', lengthText = ''] = CIDR.exec(text) ?? [];
  const address = parseAddress(addressText);
  if (address === undefined || Number(lengthText) > ADDRESS_BITS[familyOf(address)]) return undefined;
  // The prefix length of `::ffff:10.0.0.0/104` counts IPv6 bits, but the address is IPv4.
  if (addressText.includes(':') && familyOf(address) === 4) return undefined;
  return `${address}/${lengthText}` as InterfaceAddress;
}

/** Reads `address/length` and clears the host bits, as flannel does (flannel-facts 1.1); undefined if it is not CIDR. */
export function parsePrefix(text: string): Prefix | undefined {
  const parsed = parseInterfaceAddress(text);
  return parsed === undefined ? undefined : prefixOf(addressPart(parsed), lengthOf(parsed));
}

/** The network of the given length around an address. */
export function prefixOf(address: Address, length: number): Prefix {
  if (familyOf(address) === 4) return `${ipv4FromNumber(ipv4Base(address, length))}/${length}` as Prefix;
  const hostBits = BigInt(ADDRESS_BITS[6] - length);
  const base = (addressToNumber(address) >> hostBits) << hostBits;
  return `${addressFromNumber(6, base)}/${length}` as Prefix;
}

/** The first address of the network around an IPv4 address, as a number. */
export function ipv4Base(address: Address, length: number): number {
  const size = 2 ** (ADDRESS_BITS[4] - length);
  const value = ipv4ToNumber(address);
  return value - (value % size);
}

/** An address with the length of its network. */
export const interfaceAddress = (address: Address, length: number): InterfaceAddress =>
  `${address}/${length}` as InterfaceAddress;

/** The address before the slash; of a prefix its first address. */
export const addressPart = (cidr: Prefix | InterfaceAddress): Address =>
  cidr.slice(0, cidr.indexOf('/')) as Address;

/** The length after the slash, in bits. */
export const lengthOf = (cidr: Prefix | InterfaceAddress): number =>
  Number(cidr.slice(cidr.indexOf('/') + 1));

export const prefixFamily = (prefix: Prefix): Family => (prefix.includes(':') ? 6 : 4);

/** How many addresses a prefix holds. */
export const prefixSize = (prefix: Prefix): bigint =>
  1n << BigInt(ADDRESS_BITS[prefixFamily(prefix)] - lengthOf(prefix));

/** The address at an offset into a prefix: 0 is the network address, 1 flannel's gateway. */
export function addressIn(prefix: Prefix, offset: number): Address {
  const base = addressPart(prefix);
  if (familyOf(base) === 6) return addToAddress(base, BigInt(offset));
  return addressFromNumber(4, ipv4ToNumber(base) + offset);
}

/** The last address of a prefix, which is the broadcast address in IPv4. */
export const lastAddress = (prefix: Prefix): Address =>
  addToAddress(addressPart(prefix), prefixSize(prefix) - 1n);

/** Whether an address is in a prefix; one of the other family never is. */
export function prefixContainsAddress(prefix: Prefix, address: Address): boolean {
  const base = addressPart(prefix);
  if (familyOf(base) !== familyOf(address)) return false;
  const length = lengthOf(prefix);
  if (familyOf(base) === 4) return ipv4Base(address, length) === ipv4ToNumber(base);
  return prefixOf(address, length) === prefix;
}

/** Whether a prefix is in another, or is that one. */
export function prefixContains(outer: Prefix, inner: Prefix): boolean {
  return lengthOf(inner) >= lengthOf(outer) && prefixContainsAddress(outer, addressPart(inner));
}

/** Whether one of two prefixes is in the other: there is no other overlap. */
export const prefixesOverlap = (a: Prefix, b: Prefix): boolean =>
  prefixContains(a, b) || prefixContains(b, a);

/** Compares prefixes for sorting: by address, and where two start together the larger before the smaller. */
export const comparePrefixes = (a: Prefix, b: Prefix): number =>
  compareAddresses(addressPart(a), addressPart(b)) || lengthOf(a) - lengthOf(b);

const LINK_LOCAL = { 4: '169.254.0.0/16' as Prefix, 6: 'fe80::/10' as Prefix } as const;

/** Whether an address is link-local. */
export const isLinkLocal = (address: Address): boolean =>
  prefixContainsAddress(LINK_LOCAL[familyOf(address)], address);

/**
 * Whether an address is ambiguous without its link, because IPv6 link-local addresses are the same on every link (RFC
 * 4007).
 */
export const needsZone = (address: Address): boolean => familyOf(address) === 6 && isLinkLocal(address);
