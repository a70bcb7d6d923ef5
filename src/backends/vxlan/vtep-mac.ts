import {
  ADDRESS_BITS,
  addressPart,
  addressToNumber,
  familyOf,
  ipv4ToNumber,
  lengthOf,
  type Mac,
  macFrom,
  type Prefix,
  prefixFamily,
} from '../../net/index.ts';

/** The two leading octets of derived MACs: locally administered, unicast. */
const LEAD = { 4: [0x0e, 0x2a], 6: [0x0e, 0x2c] } as const;

/** The number of a subnet: of IPv4 its address; of IPv6 the low 32 of the bits that tell it from its neighbors. */
function numberOf(subnet: Prefix): number {
  const address = addressPart(subnet);
  if (familyOf(address) === 4) return ipv4ToNumber(address);
  return Number(BigInt.asUintN(32, addressToNumber(address) >> BigInt(ADDRESS_BITS[6] - lengthOf(subnet))));
}

/**
 * The VTEP MAC of the node with a subnet: `0e:2a:` (IPv4) or `0e:2c:` (IPv6) and the low 32 bits of the subnet's
 * number plus VNI. Nodes need not exchange it. In one network and VNI no two IPv4 subnets share a MAC, nor do IPv6
 * subnets of one length within 2^32 places; where others do, plans are refused until one MAC is set.
 */
export function vtepMac(subnet: Prefix, vni: number): Mac {
  const [first, second] = LEAD[prefixFamily(subnet)];
  return macFrom(first, second, (numberOf(subnet) + vni) >>> 0);
}
