import { LEAST_MTU, leastMtu, type NodeFamily, VXLAN_OVERHEAD, vxlanLinkName } from '../../flannel/index.ts';
import {
  ADDRESS_BITS,
  addressPart,
  FAMILY_OF,
  interfaceAddress,
  type LinkName,
  type Mac,
} from '../../net/index.ts';
import { acceptRaPath, type HostObject, LINK_GROUP, type Link } from '../../state/index.ts';
import type { Backend } from '../base/backend.ts';
import type { BackendInput, FamilyInput } from '../base/input.ts';
import { directLink, type FamilyPeer, type Hop, peersIn, routeObjects } from '../base/peers.ts';
import { type VxlanConfig, vxlanConfigRules } from './config.ts';
import { vxlanHostRules } from './from-host.ts';
import { type VtepData, vxlanLeaseRules } from './lease.ts';
import { vtepMac } from './vtep-mac.ts';

/**
 * The MTU of a family's link. flanneld subtracts 50 for IPv6, too, the kernel then limits the link to the uplink's
 * less 70, and pods get the larger value (flannel-facts 13.2): here link and pods get what the uplink carries.
 */
const linkMtu = ({ uplink }: BackendInput, backend: VxlanConfig, { name }: FamilyInput): number =>
  Math.min(
    (backend.mtu ?? uplink.mtu) - VXLAN_OVERHEAD.ipv4,
    ...(name === 'ipv6' ? [uplink.mtu - VXLAN_OVERHEAD.ipv6] : []),
  );

/** A node without lease data has the MAC that follows from its subnet. */
const macOf = ({ subnet, data }: NodeFamily, vni: number): Mac =>
  (data as VtepData | undefined)?.vtepMac ?? vtepMac(subnet, vni);

/** The VTEP, as flanneld makes it (flannel-facts 2.1, 11). */
function vtep(input: BackendInput, backend: VxlanConfig, family: FamilyInput): Link {
  const { vni, port, learning, gbp } = backend;
  return {
    kind: 'link',
    name: vxlanLinkName(family.name, vni),
    spec: { type: 'vxlan', vni, port, learning, gbp, dev: input.uplink.name, local: family.local },
    mac: macOf(family.own, vni),
    mtu: linkMtu(input, backend, family),
    txqlen: 0,
    group: LINK_GROUP,
    alias: `flannelctl overlay ${family.network.network}`,
    up: true,
  };
}

/**
 * Router advertisements have no business on the overlay (flannel-facts 2.1). In a container that can't say so, flanneld
 * goes on; the kernel itself ignores them on a host that forwards IPv6, unless the setting is 2 (kernel 6.18).
 */
const refusesAdvertisements = ({ kernel }: BackendInput, { mtu }: Link): boolean =>
  kernel.ipv6 && mtu >= LEAST_MTU.ipv6 && kernel.setsIpv6;

const acceptRa = (dev: LinkName): HostObject => ({
  kind: 'sysctl',
  path: acceptRaPath(dev),
  value: '0',
  dev,
});

/**
 * The entries of a peer on the overlay: a neighbor entry with its VTEP's MAC, and an FDB entry with that MAC's node.
 */
function overlayObjects(peer: FamilyPeer, dev: LinkName, vni: number): HostObject[] {
  const mac = macOf(peer, vni);
  return [
    { kind: 'neighbor', dst: addressPart(peer.subnet), lladdr: mac, dev, peer: peer.name },
    { kind: 'fdb', mac, dev, dst: peer.publicIP, peer: peer.name },
  ];
}

/**
 * flannel's vxlan backend: a vxlan link per family, and the entries of each peer; with DirectRouting, peers without a
 * router between are reached without it.
 */
export const vxlanBackend: Backend<VxlanConfig, VtepData> = {
  config: vxlanConfigRules,
  overhead: VXLAN_OVERHEAD,
  lease: vxlanLeaseRules,
  fromHost: vxlanHostRules,
  build: {
    mtu: linkMtu,
    link: ({ vni }, family) => vxlanLinkName(family, vni),
    udpPort: ({ port }) => port,
    mtuSetting: {
      written: ({ mtu }) => mtu,
      forPods: (inner) => inner + VXLAN_OVERHEAD.ipv4,
      least: (families) => leastMtu(VXLAN_OVERHEAD, families),
    },
    goesDirect: ({ directRouting }) => directRouting,
    alike: ({ vni, port, gbp }) => ({ VNI: `${vni}`, Port: `${port}`, GBP: `${gbp}` }),
    text: ({ vni, port, directRouting }) =>
      `vxlan id ${vni} dstport ${port}${directRouting ? ', DirectRouting' : ''}`,
    objects: (input, backend, family) => {
      const link = vtep(input, backend, family);
      const { own, name } = family;
      const hops = peersIn(input, family).map((peer): readonly [FamilyPeer, Hop] => {
        const direct = backend.directRouting ? directLink(input, peer.publicIP) : undefined;
        return direct === undefined
          ? [peer, { via: addressPart(peer.subnet), dev: link.name, onlink: true }]
          : [peer, { via: peer.publicIP, dev: direct, onlink: false }];
      });
      return [
        link,
        // The subnet's network address as a host address: the source of the node's packets to pods, which no pod has.
        {
          kind: 'address',
          dev: link.name,
          address: interfaceAddress(addressPart(own.subnet), ADDRESS_BITS[FAMILY_OF[name]]),
        },
        ...(refusesAdvertisements(input, link) ? [acceptRa(link.name)] : []),
        ...hops
          .filter(([, { dev }]) => dev === link.name)
          .flatMap(([peer]) => overlayObjects(peer, link.name, backend.vni)),
        ...routeObjects(input, family, hops),
      ];
    },
  },
};
