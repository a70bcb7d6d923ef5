import { type Fault, ipAdded, iptablesPolicy, iptablesRule, nftRule, setting } from '../fault.ts';

/** An IPv6 rule; `ip -6 rule` is of its own. */
const policyRule = (rule: string): Pick<Fault, 'broken' | 'mended'> => ({
  broken: `ip -6 rule add ${rule} pref 100`,
  mended: 'ip -6 rule del pref 100',
});

/** The prefix of a peer's route, as a variable of the shell. */
const PEER = "peer=$(ip -6 route show dev flannel-v6.1 proto 140 | head -1 | cut -d' ' -f1)";

/** Faults of IPv6 on a node with vxlan, beside IPv4 or without it; the IPv4 underlay has no part in it. */
export const IPV6_FAULTS: readonly Fault[] = [
  { name: 'IPv6 route gone', broken: `${PEER}; ip -6 route del $peer`, first: 'PeerRoutes', mended: 'fix' },
  {
    name: 'IPv6 neighbor gone',
    broken: `ip -6 neigh del $(ip -6 neigh show dev flannel-v6.1 nud permanent | head -1 | cut -d' ' -f1) dev flannel-v6.1`,
    first: 'PeerNeighbors',
    mended: 'fix',
  },
  {
    name: 'FDB entry of the IPv6 overlay gone',
    broken: `bridge fdb del $(bridge fdb show dev flannel-v6.1 | head -1 | cut -d' ' -f1) dev flannel-v6.1`,
    first: 'PeerFdb',
    mended: 'fix',
  },
  {
    name: 'IPv6 overlay link down',
    broken: 'ip link set flannel-v6.1 down',
    first: 'OverlayLink',
    mended: 'fix',
    alone: true,
  },
  {
    name: 'IPv6 forwarding off',
    broken: 'sysctl -qw net.ipv6.conf.all.forwarding=0',
    first: 'Settings',
    mended: 'fix',
  },
  {
    name: 'IPv6 off on the bridge',
    broken: 'sysctl -qw net.ipv6.conf.cni0.disable_ipv6=1',
    first: 'Ipv6Disabled',
    mended: 'fix',
    alone: true,
  },
  {
    name: 'IPv6 off on the overlay link',
    broken: 'sysctl -qw net/ipv6/conf/flannel-v6.1/disable_ipv6=1',
    first: 'Ipv6Disabled',
    mended: 'fix',
    alone: true,
  },
  {
    name: 'IPv6 address of the bridge gone',
    broken: `ip -6 address del $(ip -6 -br address show dev cni0 scope global | awk '{print $3}') dev cni0`,
    first: 'BridgeAddress',
    mended: 'fix',
  },
  {
    name: 'a pod of a peer unreachable by IPv6',
    broken: `${PEER}; ip -6 route add unreachable $(echo $peer | sed s,/.*,,)5/128`,
    first: 'Routes',
    mended: `${PEER}; ip -6 route del unreachable $(echo $peer | sed s,/.*,,)5/128`,
  },
  { name: 'IPv6 blackhole by a policy rule', ...policyRule('to fd00:244::/56 blackhole'), first: 'Ways' },
  {
    name: 'IPv6: no answers to ping',
    ...setting('net.ipv6.icmp.echo_ignore_all', '1', '0'),
    first: 'EchoIgnored',
  },
  {
    name: 'ip6tables rejects the overlay’s port',
    ...iptablesRule('INPUT -p udp --dport 8472 -j REJECT', { program: 'ip6tables' }),
    first: 'Firewall',
  },
  {
    name: 'nft drops forwarded IPv6',
    ...nftRule('forward', 'ip6 daddr fd00:244::/56 drop', { family: 'ip6' }),
    first: 'Firewall',
  },
  {
    name: 'ip6tables masquerades pods',
    ...iptablesRule('POSTROUTING -s fd00:244::/56 -j MASQUERADE', { program: 'ip6tables', table: 'nat' }),
    first: 'PodMasquerade',
  },
  {
    name: 'IPv6 bridge address of another subnet, too',
    ...ipAdded('-6 address', 'fd00:99::1/64 dev cni0'),
    first: 'Addresses',
  },
];

/** The same where the node's own rules are of nft: an accept there opens no chain of iptables. */
export const IPV6_NFT_FAULTS: readonly Fault[] = [
  ...IPV6_FAULTS,
  {
    name: 'ip6tables: policy of FORWARD is DROP',
    ...iptablesPolicy('FORWARD', 'ip6tables'),
    first: 'Firewall',
  },
];
