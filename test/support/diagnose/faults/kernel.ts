import { type Fault, ipAdded, policyRule, setting } from '../fault.ts';

const SETTING_FAULTS: readonly Fault[] = [
  {
    name: 'forwarding off',
    broken: 'sysctl -qw net.ipv4.ip_forward=0',
    first: 'Settings',
    mended: 'fix',
    elsewhere: 'PeerPods',
    alone: true,
  },
  {
    name: 'forwarding off for the bridge',
    broken: 'sysctl -qw net/ipv4/conf/cni0/forwarding=0',
    first: 'LinkForwarding',
    mended: 'fix',
  },
  {
    name: 'forwarding off for the overlay',
    broken: 'sysctl -qw net/ipv4/conf/flannel.1/forwarding=0',
    first: 'LinkForwarding',
    mended: 'fix',
  },
  {
    name: 'no answers to ARP',
    broken: 'sysctl -qw net.ipv4.conf.all.arp_ignore=8',
    first: 'ArpIgnored',
    mended: 'asked',
  },
  {
    name: 'no answers to ping',
    broken: 'sysctl -qw net.ipv4.icmp_echo_ignore_all=1',
    first: 'EchoIgnored',
    mended: 'asked',
  },
  {
    name: 'path MTU discovery off',
    broken: 'sysctl -qw net.ipv4.ip_no_pmtu_disc=1',
    first: 'PathDiscovery',
    mended: 'asked',
  },
  {
    name: 'forwarding off after the next boot',
    broken:
      'mkdir -p $FLANNELCTL_ROOT/etc/sysctl.d; echo net.ipv4.ip_forward=0 > $FLANNELCTL_ROOT/etc/sysctl.d/99-x.conf',
    first: 'SettingsAtBoot',
    mended: 'rm $FLANNELCTL_ROOT/etc/sysctl.d/99-x.conf',
  },
];

const STRAY = ipAdded('route', '10.244.1.0/25 dev eth0');
const STRICT = setting('net.ipv4.conf.all.rp_filter', '1', '0');
const OTHER_TABLE = 'ip route add default via 192.168.77.254 onlink dev eth0 table 77';

const ROUTING_FAULTS: readonly Fault[] = [
  {
    name: 'route of another program in a peer’s subnet',
    ...STRAY,
    first: 'Routes',
    elsewhere: 'nothing',
  },
  {
    name: 'the same, and a strict reverse path filter',
    broken: `${STRICT.broken}; ${STRAY.broken}`,
    first: 'Routes',
    mended: `${STRAY.mended}; ${STRICT.mended}`,
    elsewhere: 'PeerLoss',
  },
  { name: 'blackhole in a peer’s subnet', ...ipAdded('route', 'blackhole 10.244.1.0/25'), first: 'Routes' },
  { name: 'a pod of a peer unreachable', ...ipAdded('route', 'unreachable 10.244.1.2'), first: 'Routes' },
  {
    name: 'part of the node’s subnet prohibited',
    ...ipAdded('route', 'prohibit 10.244.3.128/25'),
    first: 'Routes',
  },
  {
    name: 'a peer’s subnet by two ways',
    broken:
      'ip route add 10.244.1.0/24 metric 5 nexthop via 192.168.77.1 dev eth0 nexthop via 192.168.77.2 dev eth0; ip route del 10.244.1.0/24 metric 0',
    first: 'PeerRoutes',
    mended: 'ip route del 10.244.1.0/24 metric 5; flannelctl join --yes',
  },
  {
    name: 'docker’s bridge in the pod network',
    broken:
      'ip link add docker0 type bridge; ip address add 10.244.200.1/24 dev docker0; ip link set docker0 up',
    first: 'LocalRoutes',
    mended: 'ip link del docker0',
  },
  {
    name: 'address of a peer’s pod on this node',
    ...ipAdded('address', '10.244.1.7/32 dev lo'),
    first: 'LocalRoutes',
  },
  {
    name: 'blackhole by a policy rule',
    ...policyRule('to 10.244.1.0/24 blackhole'),
    first: 'Ways',
    elsewhere: 'PeerLoss',
  },
  {
    name: 'pods prohibited by a policy rule',
    ...policyRule('from 10.244.3.0/24 prohibit', 101),
    first: 'Ways',
  },
  { name: 'policy rule for the bridge', ...policyRule('iif cni0 unreachable', 102), first: 'Ways' },
  {
    name: 'another table for pods',
    broken: `${OTHER_TABLE}; ip rule add to 10.244.0.0/16 lookup 77 pref 103`,
    first: 'Ways',
    mended: 'ip rule del pref 103; ip route flush table 77',
  },
  {
    name: 'no rule for the main table',
    broken: 'ip rule del pref 32766',
    first: 'MainRule',
    mended: 'ip rule add lookup main pref 32766',
    alone: true,
  },
];

/** Faults of the kernel's settings, routes and policy rules, of a node with IPv4. */
export const KERNEL_FAULTS: readonly Fault[] = [...SETTING_FAULTS, ...ROUTING_FAULTS];
