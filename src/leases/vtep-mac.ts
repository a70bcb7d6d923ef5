import { addressPart, addressToNumber, type Mac, macFrom, type Prefix } from '../net/index.ts';

/** The two leading octets of derived MACs: locally administered, unicast. */
const LEAD = [0x0e, 0x2a] as const;

/**
 * The VTEP MAC of the node that has an IPv4 subnet: `0e:2a:` and the low 32 bits of network address plus VNI.
 * No two subnets of one VNI share a MAC, so nodes need exchange nothing to know each other's.
 */
export const vtepMac = (subnet: Prefix, vni: number): Mac =>
  macFrom(LEAD[0], LEAD[1], (Number(addressToNumber(addressPart(subnet))) + vni) >>> 0);
