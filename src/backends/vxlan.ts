import type { PlanNode } from '../leases/index.ts';
import { subnetIndex, vtepMac } from '../leases/index.ts';
import { addressPart, interfaceAddress, type LinkName, type Mac } from '../net/index.ts';
import { acceptRaPath, type HostObject, LINK_GROUP, type Link, PROTOCOL } from '../state/index.ts';
import type { NodeNetwork } from './input.ts';

/** What vxlan puts around a packet on an IPv4 underlay: IPv4 20, UDP 8, VXLAN 8, Ethernet 14 (RFC 7348). */
const VXLAN_OVERHEAD = 50;

/** Below this a link has no IPv6 (RFC 8200, 5), and no settings for it. */
const IPV6_MIN_MTU = 1280;

/** Nexthop ids count up from here: high, so that they meet nobody else's (0x46 is F). */
const NEXTHOP_BASE = 0x46_00_00_00;

export const vxlanLinkName = (vni: number): LinkName => `flannel.${vni}` as LinkName;

/** The MTU of the overlay: of `flannel.<vni>`, of cni0 and of pods. */
export const overlayMtu = ({ backend, uplink }: NodeNetwork): number =>
  (backend.mtu ?? uplink.mtu) - VXLAN_OVERHEAD;

const macOf = (node: PlanNode, vni: number): Mac => node.vtepMac ?? vtepMac(node.subnet, vni);

/** The VTEP, as flanneld makes it (flannel-facts 2.1, 11). */
function vtep(input: NodeNetwork): Link {
  const { node, backend, uplink, network } = input;
  const { vni, port, learning, gbp } = backend;
  return {
    kind: 'link',
    name: vxlanLinkName(vni),
    spec: { type: 'vxlan', vni, port, learning, gbp, dev: uplink.name, local: node.publicIP },
    mac: macOf(node, vni),
    mtu: overlayMtu(input),
    txqlen: 0,
    group: LINK_GROUP,
    alias: `flannelctl overlay ${network.network}`,
    up: true,
  };
}

/** What leads to one peer: its VTEP's MAC by neighbour, that MAC's node by FDB entry, its subnet by nexthop and route. */
function peerObjects({ backend, network }: NodeNetwork, peer: PlanNode): HostObject[] {
  const dev = vxlanLinkName(backend.vni);
  const gateway = addressPart(peer.subnet);
  const mac = macOf(peer, backend.vni);
  const id = NEXTHOP_BASE + subnetIndex(network, peer.subnet);
  const { name } = peer;
  return [
    { kind: 'neighbor', dst: gateway, lladdr: mac, dev, peer: name },
    { kind: 'fdb', mac, dev, dst: peer.publicIP, peer: name },
    { kind: 'nexthop', id, via: gateway, dev, onlink: true, protocol: PROTOCOL, peer: name },
    { kind: 'route', dst: peer.subnet, nhid: id, protocol: PROTOCOL, peer: name },
  ];
}

/** flannel's vxlan backend: one vxlan link, and four objects a peer. */
export function vxlanObjects(input: NodeNetwork): HostObject[] {
  const link = vtep(input);
  return [
    link,
    // The subnet's own network address as a /32: the source of the node's packets to pods, in nobody's way.
    { kind: 'address', dev: link.name, address: interfaceAddress(addressPart(input.node.subnet), 32) },
    ...(input.kernel.ipv6 && link.mtu >= IPV6_MIN_MTU ? [acceptRa(link.name)] : []),
    ...input.peers.flatMap((peer) => peerObjects(input, peer)),
  ];
}

/** Router advertisements have no business on the overlay (flannel-facts 2.1). */
const acceptRa = (dev: LinkName): HostObject => ({
  kind: 'sysctl',
  path: acceptRaPath(dev),
  value: '0',
  dev,
});
