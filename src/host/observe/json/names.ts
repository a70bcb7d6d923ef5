import { isIPv4, isIPv6 } from 'node:net';
import {
  ADDRESS_BITS,
  type Address,
  type Family,
  familyOf,
  type InterfaceAddress,
  interfaceAddress,
  LINK_NAME_MAX,
  type LinkName,
  type Mac,
  type Prefix,
  parseAddress,
  parseMac,
} from '../../../net/index.ts';

/** What stands for an address that an object doesn't have. */
export const NO_ADDRESS = '' as Address;

/** What stands for a link that an object doesn't have. */
export const NO_LINK = '' as LinkName;

/** What stands for a MAC that a link doesn't have. */
export const NO_MAC = '' as Mac;

/** A byte that is no UTF-8 is read as this: such a name can't be written again. */
const LOST = '\ufffd';

/**
 * A link's name as the kernel allows it (dev_valid_name, 6.18): all but slash, colon and white space. Ours are those of
 * parseLinkName; of others there may be any.
 */
export function toLinkName(text: string | undefined): LinkName | undefined {
  if (text === undefined || text === '' || text === '.' || text === '..') return undefined;
  if (text.includes(LOST) || /[/:\s]/.test(text) || Buffer.byteLength(text) > LINK_NAME_MAX) return undefined;
  return text as LinkName;
}

/** An address as the kernel's text functions write it, which for IPv6 is RFC 5952's form but where IPv4 is in it. */
export function toAddress(text: string | undefined): Address | undefined {
  if (text === undefined) return undefined;
  if (isIPv4(text)) return text as Address;
  return isIPv6(text) && /^[0-9a-f:]+$/.test(text) ? (text as Address) : parseAddress(text);
}

/** A MAC as a tool prints it; undefined for anything else. */
export const toMac = (text: string | undefined): Mac | undefined =>
  text === undefined ? undefined : parseMac(text);

/** An address with the length of its network, by the two fields in which `ip -j` prints them. */
export function toInterfaceAddress(
  local: string | undefined,
  length: number | undefined,
): InterfaceAddress | undefined {
  const address = toAddress(local);
  if (address === undefined || length === undefined || length > ADDRESS_BITS[familyOf(address)])
    return undefined;
  return interfaceAddress(address, length);
}

const DEFAULT = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/** Where a route leads. A host route is printed without its length. */
export function toDestination(dst: string, family: Family): Prefix | undefined {
  if (dst === 'default') return DEFAULT[family] as Prefix;
  const end = dst.indexOf('/');
  const host = end < 0 ? dst : dst.slice(0, end);
  const address = toAddress(host);
  if (address === undefined) return undefined;
  if (end < 0) return `${address}/${ADDRESS_BITS[familyOf(address)]}` as Prefix;
  const length = dst.slice(end + 1);
  if (!isLength(length, address)) return undefined;
  return (address === host ? dst : `${address}/${length}`) as Prefix;
}

const isLength = (text: string, address: Address): boolean =>
  /^\d{1,3}$/.test(text) && Number(text) <= ADDRESS_BITS[familyOf(address)];
