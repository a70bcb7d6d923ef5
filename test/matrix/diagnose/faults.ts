/** A fault of node n3 of a lab, which has 3 nodes with 2 pods each, vxlan and nft. */
export interface Fault {
  readonly name: string;
  /** What breaks a healthy node in exactly this way, for a shell on it. */
  readonly broken: string;
  /** The check that has to be named first. */
  readonly first: string;
  /** The same for a shell on the switch, where the node itself can't be broken so. */
  readonly onSwitch?: true;
  /** Whether join makes the node whole again; else `mended` does, on the same member. */
  readonly mended: string;
  /** Whether it takes packets to a peer to find it. */
  readonly probes?: true;
}

const OUR_TUNNEL = 'dev eth0 local 192.168.77.3';

/** A packet filter of nft with one rule, in a table of its own. */
const nftRule = (hook: string, rule: string): string =>
  `nft add table ip x; nft add chain ip x c '{ type filter hook ${hook} priority 0; }'; nft add rule ip x c ${rule}`;

const NO_TABLE = 'nft delete table ip x';

/** Ports that left the bridge have lost their settings, too. */
const ON_BRIDGE =
  'for l in $(ls /sys/class/net | grep ^veth); do ip link set $l master cni0; bridge link set dev $l hairpin on; done';

/** It goes with the uplink, or with its address, and does not come back. */
const DEFAULT_ROUTE = 'ip route replace default via 192.168.77.254 dev eth0';

/** The entry of the first peer in the FDB. */
const fdbOf = (peer: string): string =>
  `mac=$(bridge fdb show dev flannel.1 | grep 'dst ${peer} ' | cut -d' ' -f1)`;

/** What users met (faults of the users' review, and the measured fingerprints). */
export const FAULTS: readonly Fault[] = [
  { name: 'route gone', broken: 'ip route del 10.244.1.0/24', first: 'PeerRoutes', mended: 'join' },
  {
    name: 'FDB entry gone',
    broken: `${fdbOf('192.168.77.1')}; bridge fdb del $mac dev flannel.1`,
    first: 'PeerFdb',
    mended: 'join',
  },
  {
    name: 'FDB entry to another address',
    broken: `${fdbOf('192.168.77.1')}; bridge fdb replace $mac dst 192.168.77.9 dev flannel.1 self permanent`,
    first: 'PeerFdb',
    mended: 'join',
  },
  {
    name: 'neighbor gone',
    broken: 'ip neigh del 10.244.1.0 dev flannel.1',
    first: 'PeerNeighbors',
    mended: 'join',
  },
  {
    name: 'neighbor with another MAC',
    broken: 'ip neigh replace 10.244.1.0 lladdr 0e:00:00:00:00:99 nud permanent dev flannel.1',
    first: 'PeerNeighbors',
    mended: 'join',
  },
  { name: 'overlay link down', broken: 'ip link set flannel.1 down', first: 'OverlayLink', mended: 'join' },
  { name: 'overlay link gone', broken: 'ip link del flannel.1', first: 'OverlayLink', mended: 'join' },
  {
    name: 'overlay link with another MAC',
    broken: 'ip link set flannel.1 address 0e:00:00:00:00:99',
    first: 'OverlayLink',
    mended: 'join',
  },
  {
    name: 'overlay link with another VNI',
    broken: `ip link del flannel.1; ip link add flannel.1 type vxlan id 2 ${OUR_TUNNEL} dstport 8472 nolearning; ip link set flannel.1 up`,
    first: 'ForeignObjects',
    mended: 'ip link del flannel.1; flannelctl join --yes',
  },
  {
    name: 'overlay link with another port',
    broken: `ip link del flannel.1; ip link add flannel.1 type vxlan id 1 ${OUR_TUNNEL} dstport 4789 nolearning; ip link set flannel.1 up`,
    first: 'ForeignObjects',
    mended: 'ip link del flannel.1; flannelctl join --yes',
  },
  {
    name: 'overlay link with a smaller MTU',
    broken: 'ip link set flannel.1 mtu 1300',
    first: 'OverlayLink',
    mended: 'join',
  },
  {
    name: 'overlay address gone',
    broken: 'ip address del 10.244.3.0/32 dev flannel.1',
    first: 'OverlayAddress',
    mended: 'join',
  },
  { name: 'bridge down', broken: 'ip link set cni0 down', first: 'BridgeLink', mended: 'join' },
  {
    name: 'bridge with another address',
    broken: 'ip address del 10.244.3.1/24 dev cni0; ip address add 10.244.9.1/24 dev cni0',
    first: 'BridgeAddress',
    mended: 'ip address del 10.244.9.1/24 dev cni0; flannelctl join --yes',
  },
  {
    name: 'bridge without an address',
    broken: 'ip address del 10.244.3.1/24 dev cni0',
    first: 'BridgeAddress',
    mended: 'join',
  },
  {
    name: 'forwarding off',
    broken: 'sysctl -qw net.ipv4.ip_forward=0',
    first: 'Settings',
    mended: 'join',
  },
  {
    name: 'forwarding off for the bridge',
    broken: 'sysctl -qw net/ipv4/conf/cni0/forwarding=0',
    first: 'LinkForwarding',
    mended: 'sysctl -qw net/ipv4/conf/cni0/forwarding=1',
  },
  { name: 'rules flushed', broken: 'nft flush ruleset', first: 'FlannelRules', mended: 'join' },
  {
    name: 'nft drops the overlay’s port',
    broken: nftRule('input', 'udp dport 8472 drop'),
    first: 'Firewall',
    mended: NO_TABLE,
  },
  {
    name: 'nft drops what is forwarded',
    broken: nftRule('forward', 'iifname flannel.1 drop'),
    first: 'Firewall',
    mended: NO_TABLE,
  },
  {
    name: 'iptables: policy of FORWARD is DROP',
    broken: 'iptables -P FORWARD DROP',
    first: 'Firewall',
    mended: 'iptables -P FORWARD ACCEPT',
  },
  {
    name: 'iptables rejects the overlay’s port',
    broken: 'iptables -I INPUT -p udp --dport 8472 -j REJECT',
    first: 'Firewall',
    mended: 'iptables -F INPUT',
  },
  {
    name: 'route of another program in a peer’s subnet',
    broken: 'ip route add 10.244.1.0/25 dev eth0',
    first: 'Routes',
    mended: 'ip route del 10.244.1.0/25',
  },
  {
    name: 'blackhole by a policy rule',
    broken: 'ip rule add to 10.244.1.0/24 blackhole pref 100',
    first: 'Ways',
    mended: 'ip rule del pref 100',
  },
  {
    name: 'another table for pods',
    broken:
      'ip route add default via 192.168.77.254 onlink dev eth0 table 77; ip rule add to 10.244.0.0/16 lookup 77 pref 100',
    first: 'Ways',
    mended: 'ip rule del pref 100; ip route flush table 77',
  },
  {
    name: 'uplink down',
    broken: 'ip link set eth0 down',
    first: 'Uplink',
    mended: `ip link set eth0 up; ${DEFAULT_ROUTE}; flannelctl join --yes`,
  },
  {
    name: 'no carrier',
    broken: 'ip link set n3 down',
    onSwitch: true,
    first: 'Uplink',
    mended: 'ip link set n3 up',
  },
  {
    name: 'uplink without its address',
    broken: 'ip address del 192.168.77.3/24 dev eth0',
    first: 'Uplink',
    mended: `ip address add 192.168.77.3/24 dev eth0; ${DEFAULT_ROUTE}; flannelctl join --yes`,
  },
  {
    name: 'a pod off the bridge',
    broken: 'ip link set $(ls /sys/class/net/cni0/brif | head -1) nomaster',
    first: 'Pods',
    mended: ON_BRIDGE,
  },
  {
    name: 'bridge created anew below running pods',
    broken: 'ip link del cni0; flannelctl join --yes',
    first: 'Pods',
    mended: ON_BRIDGE,
  },
  {
    name: 'subnet.env gone',
    broken: 'rm $FLANNELCTL_ROOT/run/flannel/subnet.env',
    first: 'SubnetEnv',
    mended: 'join',
  },
  {
    name: 'CNI conf list gone',
    broken: 'rm $FLANNELCTL_ROOT/etc/cni/net.d/10-flannel.conflist',
    first: 'CniConf',
    mended: 'join',
  },
  {
    name: 'another CNI conf comes first',
    broken: `echo '{"name":"x","cniVersion":"0.3.1","type":"ptp"}' > $FLANNELCTL_ROOT/etc/cni/net.d/05-x.conf`,
    first: 'CniConfs',
    mended: 'rm $FLANNELCTL_ROOT/etc/cni/net.d/05-x.conf',
  },
  {
    name: 'path with a smaller MTU',
    broken: 'ip link set n3 mtu 1400',
    onSwitch: true,
    first: 'PeerMtu',
    mended: 'ip link set n3 mtu 1500',
    probes: true,
  },
  {
    name: 'switch drops the overlay’s packets',
    broken: `nft add table bridge x; nft add chain bridge x c '{ type filter hook forward priority 0; }'; nft add rule bridge x c oifname n3 udp dport 8472 drop`,
    onSwitch: true,
    first: 'PeerLoss',
    mended: 'nft delete table bridge x',
    probes: true,
  },
];
