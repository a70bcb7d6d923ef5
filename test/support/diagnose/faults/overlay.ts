import { type Fault, FIRST_MAC } from '../fault.ts';

const OUR_TUNNEL = 'dev eth0 local 192.168.77.3';

/** The overlay link recreated, otherwise. */
const remade = (settings: string): Pick<Fault, 'broken' | 'first' | 'mended'> => ({
  broken: `ip link del flannel.1; ip link add flannel.1 type vxlan ${settings} nolearning; ip link set flannel.1 up`,
  first: 'ForeignObjects',
  mended: 'ip link del flannel.1; flannelctl join --yes',
});

/** Faults of the overlay link, and of what leads to a peer by it; of a node with vxlan and IPv4. */
export const OVERLAY_FAULTS: readonly Fault[] = [
  {
    name: 'route gone',
    broken: 'ip route del 10.244.1.0/24',
    first: 'PeerRoutes',
    mended: 'fix',
    elsewhere: 'PeerLoss',
  },
  {
    name: 'route by another link',
    broken: 'ip route replace 10.244.1.0/24 via 192.168.77.9 dev eth0',
    first: 'ForeignObjects',
    mended: 'ip route del 10.244.1.0/24; flannelctl join --yes',
  },
  { name: 'nexthop gone', broken: 'ip nexthop flush proto 140', first: 'PeerNexthops', mended: 'fix' },
  {
    name: 'nexthop to another peer',
    broken: `id=$(ip nexthop show | grep 10.244.1.0 | cut -d' ' -f2); ip nexthop replace id $id via 10.244.2.0 dev flannel.1 onlink proto 140`,
    first: 'PeerNexthops',
    mended: 'fix',
  },
  {
    name: 'FDB entry gone',
    broken: `${FIRST_MAC}; bridge fdb del $mac dev flannel.1`,
    first: 'PeerFdb',
    mended: 'fix',
  },
  {
    name: 'FDB entry to another address',
    broken: `${FIRST_MAC}; bridge fdb replace $mac dst 192.168.77.9 dev flannel.1 self permanent`,
    first: 'PeerFdb',
    mended: 'fix',
    elsewhere: 'PeerLoss',
  },
  {
    name: 'neighbor gone',
    broken: 'ip neigh del 10.244.1.0 dev flannel.1',
    first: 'PeerNeighbors',
    mended: 'fix',
  },
  {
    name: 'neighbor with another MAC',
    broken: 'ip neigh replace 10.244.1.0 lladdr 0e:00:00:00:00:99 nud permanent dev flannel.1',
    first: 'PeerNeighbors',
    mended: 'fix',
    elsewhere: 'PeerLoss',
  },
  {
    name: 'neighbor of a node that has left',
    broken: 'ip neigh add 10.244.9.0 lladdr 0e:00:00:00:00:09 dev flannel.1 nud permanent',
    first: 'Leftovers',
    mended: 'fix',
  },
  {
    name: 'route to a node that has left',
    broken: 'ip route add 10.244.9.0/24 via 10.244.9.0 dev flannel.1 onlink',
    first: 'StaleRoutes',
    mended: 'ip route del 10.244.9.0/24',
  },
  {
    name: 'overlay link down',
    broken: 'ip link set flannel.1 down',
    first: 'OverlayLink',
    mended: 'fix',
    elsewhere: 'PeerLoss',
    alone: true,
  },
  {
    name: 'overlay link gone',
    broken: 'ip link del flannel.1',
    first: 'OverlayLink',
    mended: 'fix',
    alone: true,
  },
  {
    name: 'overlay link with another MAC',
    broken: 'ip link set flannel.1 address 0e:00:00:00:00:99',
    first: 'OverlayLink',
    mended: 'fix',
    elsewhere: 'PeerLoss',
    alone: true,
  },
  {
    name: 'overlay link with another VNI',
    ...remade(`id 2 ${OUR_TUNNEL} dstport 8472`),
    elsewhere: 'PeerLoss',
    alone: true,
  },
  {
    name: 'overlay link with another port',
    ...remade(`id 1 ${OUR_TUNNEL} dstport 4789`),
    elsewhere: 'PeerLoss',
    alone: true,
  },
  {
    name: 'overlay link with a smaller MTU',
    broken: 'ip link set flannel.1 mtu 1300',
    first: 'OverlayLink',
    mended: 'fix',
  },
  {
    name: 'overlay link that learns',
    broken: 'ip link set flannel.1 type vxlan learning',
    first: 'OverlayLink',
    mended: 'fix',
  },
  {
    name: 'overlay link with a TTL of 1',
    broken: 'ip link set flannel.1 type vxlan ttl 1',
    first: 'TimeToLive',
    mended: 'ip link set flannel.1 type vxlan ttl 0',
  },
  {
    name: 'overlay link on another bridge',
    broken: 'ip link add brx type bridge; ip link set flannel.1 master brx',
    first: 'Enslaved',
    mended: 'ip link set flannel.1 nomaster; ip link del brx',
  },
  {
    name: 'overlay link of another VNI left',
    broken: 'ip link add flannel.2 type vxlan id 2 dev eth0 dstport 8472; ip link set flannel.2 up',
    first: 'OldOverlays',
    mended: 'ip link del flannel.2',
  },
  {
    name: 'overlay address gone',
    broken: 'ip address del 10.244.3.0/32 dev flannel.1',
    first: 'OverlayAddress',
    mended: 'fix',
    alone: true,
  },
  {
    name: 'overlay address of an earlier subnet, too',
    broken: 'ip address add 10.244.9.0/32 dev flannel.1',
    first: 'Leftovers',
    mended: 'fix',
  },
];
