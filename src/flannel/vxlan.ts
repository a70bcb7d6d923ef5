import { FAMILY_NAMES, type FamilyName, LINK_NAME_MAX, type LinkName } from '../net/index.ts';

/** What vxlan puts around a packet: IPv4 20 or IPv6 40, UDP 8, VXLAN 8, Ethernet 14 (RFC 7348). */
export const VXLAN_OVERHEAD = { ipv4: 50, ipv6: 70 } as const;

/** The kernel's own default of the UDP port, which flanneld leaves in place (flannel-facts 2.1). */
export const VXLAN_PORT = 8472;

/** The VNI where a net-conf says none. */
export const VXLAN_VNI = 1;

const PREFIX = { ipv4: 'flannel.', ipv6: 'flannel-v6.' } as const;

/** The name of flannel's vxlan link of a family: `flannel.1`, `flannel-v6.1`. */
export const vxlanLinkName = (family: FamilyName, vni: number): LinkName =>
  `${PREFIX[family]}${vni}` as LinkName;

/** The family of a vxlan link of flannel's by its name; undefined for every other name. */
export const vxlanLinkFamily = (name: string): FamilyName | undefined =>
  FAMILY_NAMES.find(
    (family) => name.startsWith(PREFIX[family]) && /^\d+$/.test(name.slice(PREFIX[family].length)),
  );

/** The largest VNI that leaves the link of a family a name the kernel takes; a VNI itself is 24 bits long (flannel-facts 13.1). */
export const largestNamedVni = (family: FamilyName): number =>
  10 ** (LINK_NAME_MAX - PREFIX[family].length) - 1;
