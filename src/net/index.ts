export {
  ADDRESS_BITS,
  type Address,
  addressFromNumber,
  addressToNumber,
  addToAddress,
  compareAddresses,
  FAMILY_NAMES,
  FAMILY_OF,
  type Family,
  type FamilyName,
  familyOf,
  ipv4ToNumber,
  parseAddress,
} from './address.ts';
export { longestMatch } from './longest-match.ts';
export { isUnicastMac, type Mac, macFrom, parseMac } from './mac.ts';
export { LINK_NAME_MAX, type LinkName, type NodeName, parseLinkName, parseNodeName } from './names.ts';
export { inNaturalOrder } from './natural-order.ts';
export {
  addressIn,
  addressPart,
  comparePrefixes,
  type InterfaceAddress,
  interfaceAddress,
  isLinkLocal,
  lastAddress,
  lengthOf,
  needsZone,
  type Prefix,
  parseInterfaceAddress,
  parsePrefix,
  prefixContains,
  prefixContainsAddress,
  prefixesOverlap,
  prefixFamily,
  prefixOf,
  prefixSize,
} from './prefix.ts';
export { zonedAddress } from './zone.ts';
