/** A node of the lab with what there is to break. */
export interface Broken {
  readonly node: string;
  readonly pods: readonly string[];
  /** The host's ends of the pods' interfaces. */
  readonly ports: readonly string[];
  readonly podAddresses: readonly string[];
  readonly podMacs: readonly string[];
  readonly subnet: string;
  readonly peerSubnet: string;
  readonly vtep: string;
  readonly mac: string;
  readonly peerMac: string;
  readonly nexthop: string;
  readonly address: string;
  readonly peerAddress: string;
}

/** A fault: shell commands in the node, or in its first pod. */
export interface TraceFault {
  readonly name: string;
  readonly break: (node: Broken) => string;
  readonly inPod?: true;
}

const nft = (hook: string, rule: string, type = 'filter'): string =>
  `nft 'table ip broken { chain c { type ${type} hook ${hook} priority 0; policy accept; ${rule}; }; }'`;

const rule = (name: string, words: (node: Broken) => string): TraceFault => ({ name, break: words });

/** Faults of every kind that a trace decides on, and some that harm nothing. */
export const TRACE_FAULTS: readonly TraceFault[] = [
  rule('nothing', () => 'true'),
  rule('no route to the peer', ({ peerSubnet }) => `ip route del ${peerSubnet}`),
  rule('no nexthop object', ({ nexthop }) => `ip nexthop del id ${nexthop}`),
  rule('no neighbor entry', ({ vtep }) => `ip neigh del ${vtep} dev flannel.1`),
  rule(
    'neighbor entry with another MAC',
    ({ vtep }) => `ip neigh replace ${vtep} dev flannel.1 lladdr 0e:00:00:00:00:99 nud permanent`,
  ),
  rule('no FDB entry', ({ peerMac }) => `bridge fdb del ${peerMac} dev flannel.1`),
  rule(
    'FDB entry to another host',
    ({ peerMac }) => `bridge fdb replace ${peerMac} dev flannel.1 dst 192.168.77.99`,
  ),
  rule('overlay link down', () => 'ip link set flannel.1 down'),
  rule('bridge down', () => 'ip link set cni0 down'),
  rule('uplink down', () => 'ip link set eth0 down'),
  rule('port down', ({ ports }) => `ip link set ${ports[0]} down`),
  rule('port off the bridge', ({ ports }) => `ip link set ${ports[0]} nomaster`),
  { name: 'interface of the pod down', break: () => 'ip link set eth0 down', inPod: true },
  {
    name: 'pod without routes',
    break: () => 'ip route del default; ip route del 10.244.0.0/16',
    inPod: true,
  },
  {
    name: 'pod without address',
    break: ({ podAddresses }) => `ip address del ${podAddresses[0]}/24 dev eth0`,
    inPod: true,
  },
  {
    name: 'wrong gateway in the pod',
    break: () =>
      'ip neigh replace $(ip route show default | cut -d" " -f3) dev eth0 lladdr 02:00:00:00:00:99 nud permanent',
    inPod: true,
  },
  rule('forwarding off', () => 'sysctl -qw net.ipv4.ip_forward=0'),
  rule('forwarding off on the bridge', () => 'sysctl -qw net.ipv4.conf.cni0.forwarding=0'),
  rule('forwarding off on the overlay', () => 'sysctl -qw net/ipv4/conf/flannel.1/forwarding=0'),
  rule('strict rp_filter', () => 'sysctl -qw net.ipv4.conf.all.rp_filter=1'),
  rule(
    'strict rp_filter with replies by another link',
    ({ peerSubnet }) => `sysctl -qw net.ipv4.conf.all.rp_filter=1; ip route replace ${peerSubnet} dev eth0`,
  ),
  rule(
    'rule that refuses the peer’s pods',
    ({ peerSubnet }) => `ip rule add to ${peerSubnet} unreachable priority 100`,
  ),
  rule(
    'rule that refuses pods',
    ({ subnet }) => `ip rule add from ${subnet} iif cni0 blackhole priority 100`,
  ),
  rule('rule for marked packets', () => 'ip rule add fwmark 1 blackhole priority 100'),
  rule('rule for all but some', ({ subnet }) => `ip rule add not to ${subnet} prohibit priority 100`),
  rule(
    'table before main that refuses',
    ({ peerSubnet }) => `ip route add unreachable ${peerSubnet} table 52; ip rule add lookup 52 priority 100`,
  ),
  rule(
    'table before main that throws',
    () => 'ip route add throw default table 52; ip rule add lookup 52 priority 100',
  ),
  rule(
    'table before main that leads astray',
    ({ peerSubnet }) =>
      `ip route add ${peerSubnet} via 192.168.77.254 table 52; ip rule add to 10.244.0.0/16 lookup 52 priority 100`,
  ),
  rule(
    'VPN that leaves the main table first',
    () =>
      'ip route add blackhole default table 52; ip rule add lookup main suppress_prefixlength 0 priority 90; ip rule add not fwmark 7 lookup 52 priority 100',
  ),
  rule(
    'goto over a refusing rule',
    () =>
      'ip rule add blackhole priority 100; ip rule add nop priority 200; ip rule add goto 200 priority 90',
  ),
  rule(
    'blackhole for the peer’s pods',
    ({ peerSubnet }) => `ip route add blackhole ${peerSubnet.replace('.0/24', '.0/25')}`,
  ),
  rule(
    'blackhole with a worse metric',
    ({ peerSubnet }) => `ip route add blackhole ${peerSubnet} metric 500`,
  ),
  rule('host route of a pod', ({ podAddresses }) => `ip route add ${podAddresses[0]}/32 dev eth0`),
  rule('no default route', () => 'ip route del default'),
  rule('MAC of the overlay link changed', () => 'ip link set flannel.1 address 0e:00:00:00:00:77'),
  rule(
    'bridge without address',
    ({ subnet }) => `ip address del ${subnet.replace('.0/24', '.1/24')} dev cni0`,
  ),
  rule(
    'wrong neighbor entry of a pod',
    ({ podAddresses }) =>
      `ip neigh replace ${podAddresses[0]} dev cni0 lladdr 02:00:00:00:00:98 nud permanent`,
  ),
  rule('forwarded packets dropped', () => nft('forward', 'drop')),
  rule('forwarded to the overlay dropped', () => nft('forward', 'iifname "cni0" oifname "flannel.1" drop')),
  rule('forwarded from the overlay dropped', () => nft('forward', 'iifname "flannel.1" drop')),
  rule('pods of one node dropped', () => nft('forward', 'iifname "cni0" oifname "cni0" drop')),
  rule('overlay port closed', () => nft('input', 'udp dport 8472 drop')),
  rule('overlay port closed outwards', () => nft('output', 'udp dport 8472 drop')),
  rule('all input from the bridge dropped', () => nft('input', 'iifname "cni0" drop')),
  rule('echo requests dropped', () => nft('prerouting', 'icmp type echo-request drop')),
  rule('echo replies dropped', () => nft('forward', 'icmp type echo-reply drop')),
  rule('known connections only', () =>
    nft('forward', 'ct state established,related accept; ct state new drop'),
  ),
  rule('HTTP dropped', () => nft('forward', 'tcp dport 80 drop')),
  rule('a pod dropped', ({ podAddresses }) => nft('forward', `ip daddr ${podAddresses[0]} drop`)),
  rule('own packets to pods dropped', () =>
    nft('output', 'ip daddr 10.244.0.0/16 icmp type echo-request drop'),
  ),
  rule('dropped after routing', () => nft('postrouting', 'oifname "flannel.1" drop')),
  rule('iptables drops', ({ peerSubnet }) => `iptables -I FORWARD -s ${peerSubnet} -j DROP`),
  rule('iptables with policy DROP', () => 'iptables -P FORWARD DROP'),
];

/** A process for each: an error of a flush or a deletion ends a batch even with -force (iproute2 6.1). */
const each = (lines: readonly string[]): string =>
  lines.map((line) => `ip ${line} > /dev/null 2>&1\n`).join('');

const RULES = ['nft delete table ip broken', 'iptables -F FORWARD', 'iptables -P FORWARD ACCEPT'].join('\n');

/** The commands that mend a fault of a node. */
export const mendNode = (n: Broken, fault: string): string => {
  const [first = ''] = n.podAddresses;
  return `${/nft|iptables/.test(fault) ? RULES : ''}
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.cni0.forwarding=1 net/ipv4/conf/flannel.1/forwarding=1
ip route flush table 52
${each([
  ...[90, 100, 200].map((priority) => `rule del priority ${priority}`),
  'link set eth0 up',
  'link set cni0 up',
  `link set flannel.1 address ${n.mac}`,
  'link set flannel.1 up',
  'route replace default via 192.168.77.254',
  `address replace ${n.subnet.replace('.0/24', '.1/24')} brd + dev cni0`,
  `neigh del ${first} dev cni0`,
  ...n.ports.map((port) => `link set ${port} master cni0 up`),
  `route del ${first}/32`,
  `route del blackhole ${n.peerSubnet.replace('.0/24', '.0/25')}`,
  `route del blackhole ${n.peerSubnet} metric 500`,
  `route del ${n.peerSubnet}`,
  `nexthop replace id ${n.nexthop} via ${n.vtep} dev flannel.1 onlink proto 140`,
  `route replace ${n.peerSubnet} nhid ${n.nexthop} proto 140`,
  `neigh replace ${n.vtep} dev flannel.1 lladdr ${n.peerMac} nud permanent proto 140`,
])}
ip neigh flush all; bridge fdb replace ${n.peerMac} dev flannel.1 dst ${n.peerAddress}; true`;
};

/** The commands that mend a fault of a pod. */
export const mendPod = (n: Broken): string => {
  const gateway = n.subnet.replace('.0/24', '.1');
  return `${each([
    'link set eth0 up',
    `address replace ${n.podAddresses[0]}/24 brd + dev eth0`,
    `neigh del ${gateway} dev eth0`,
    `route replace default via ${gateway}`,
    `route replace 10.244.0.0/16 via ${gateway}`,
  ])}ip neigh flush all`;
};
