import { type Fault, ipAdded, nftRule } from '../fault.ts';

/** It goes with the uplink, or with its address, and does not come back. */
const DEFAULT_ROUTE = 'ip route replace default via 192.168.77.254 dev eth0';

/** Faults of the uplink, of the way to a peer's public IP, and of what is between the nodes. */
export const UNDERLAY_FAULTS: readonly Fault[] = [
  {
    name: 'uplink down',
    broken: 'ip link set eth0 down',
    first: 'Uplink',
    mended: `ip link set eth0 up; ${DEFAULT_ROUTE}; flannelctl join --yes`,
    alone: true,
  },
  {
    name: 'no carrier',
    broken: 'ip link set n3 down',
    member: 'switch',
    first: 'Uplink',
    mended: 'ip link set n3 up',
    elsewhere: 'PeerLoss',
    alone: true,
  },
  {
    name: 'uplink without its address',
    broken: 'ip address del 192.168.77.3/24 dev eth0',
    first: 'Uplink',
    mended: `ip address add 192.168.77.3/24 dev eth0; ${DEFAULT_ROUTE}; flannelctl join --yes`,
    elsewhere: 'PeerLoss',
    alone: true,
  },
  {
    name: 'uplink on a bridge',
    broken: 'ip link add brx type bridge; ip link set brx up; ip link set eth0 master brx',
    first: 'UplinkMaster',
    mended: 'ip link set eth0 nomaster; ip link del brx',
    alone: true,
  },
  {
    name: 'path with a smaller MTU',
    broken: 'ip link set n3 mtu 1400',
    member: 'switch',
    first: 'PeerMtu',
    mended: 'ip link set n3 mtu 1500',
    probes: true,
    elsewhere: 'PeerMtu',
  },
  {
    name: 'uplink with jumbo frames, which the path does not carry',
    broken: 'ip link set eth0 mtu 9000',
    first: 'OverlayLink',
    mended: 'ip link set eth0 mtu 1500',
    elsewhere: 'nothing',
  },
  {
    name: 'uplink with a smaller MTU',
    broken: 'ip link set eth0 mtu 1400',
    first: 'OverlayLink',
    mended: 'ip link set eth0 mtu 1500',
    elsewhere: 'PeerMtu',
  },
  {
    name: 'switch drops the overlay’s packets',
    ...nftRule('forward', 'oifname n3 udp dport 8472 drop', { family: 'bridge' }),
    member: 'switch',
    first: 'PeerLoss',
    probes: true,
  },
  {
    name: 'another host has the peer’s address, by ARP',
    broken: 'ip neigh replace 192.168.77.1 lladdr 02:00:00:00:00:09 nud permanent dev eth0',
    first: 'PeerLoss',
    mended: 'ip neigh del 192.168.77.1 dev eth0',
    probes: true,
  },
  {
    name: 'the peer’s address on this node',
    ...ipAdded('address', '192.168.77.1/32 dev lo'),
    first: 'Peers',
  },
  { name: 'peer by another link', ...ipAdded('route', '192.168.77.1/32 dev cni0'), first: 'Ways' },
  { name: 'peer unreachable', ...ipAdded('route', 'unreachable 192.168.77.1/32'), first: 'PeerPaths' },
  {
    name: 'no default route',
    broken: 'ip route del default',
    first: 'DefaultRoute',
    mended: DEFAULT_ROUTE,
  },
];
