import { type Fault, iptablesPolicy, iptablesRule, nftRule, policyRule } from '../fault.ts';

/** Faults of a node with host-gw and IPv4, whose rules are of iptables. */
export const HOST_GW_FAULTS: readonly Fault[] = [
  { name: 'route gone', broken: 'ip route del 10.244.1.0/24', first: 'PeerRoutes', mended: 'fix' },
  {
    name: 'route by another gateway',
    broken: 'ip route replace 10.244.1.0/24 via 192.168.77.9 dev eth0 proto 140',
    first: 'PeerRoutes',
    mended: 'fix',
  },
  {
    name: 'route to the rest of a peer’s subnet by the gateway',
    broken: 'ip route add 10.244.1.128/25 via 192.168.77.254',
    first: 'Routes',
    mended: 'ip route del 10.244.1.128/25',
  },
  {
    name: 'peer’s pods prohibited by a policy rule',
    ...policyRule('to 10.244.1.0/24 prohibit'),
    first: 'Ways',
  },
  {
    name: 'overlay of an earlier backend left',
    broken:
      'ip link add flannel.1 type vxlan id 1 dev eth0 dstport 8472; ip address add 10.244.3.0/32 dev flannel.1; ip link set flannel.1 up',
    first: 'OldOverlays',
    mended: 'ip link del flannel.1',
  },
  {
    name: 'forwarding off for the uplink',
    broken: 'sysctl -qw net/ipv4/conf/eth0/forwarding=0',
    first: 'LinkForwarding',
    mended: 'fix',
  },
  {
    name: 'chain of masquerading flushed',
    broken: 'iptables -t nat -F FLANNEL-POSTRTG',
    first: 'FlannelRules',
    mended: 'fix',
  },
  {
    name: 'chain of forwarding not called',
    broken: 'iptables -D FORWARD -j FLANNEL-FWD -m comment --comment "flanneld forward"',
    first: 'FlannelRules',
    mended: 'fix',
  },
  {
    name: 'all rules flushed',
    broken: 'iptables -F; iptables -t nat -F',
    first: 'FlannelRules',
    mended: 'fix',
  },
  {
    name: 'nft drops what comes from peers',
    ...nftRule('forward', 'iifname eth0 ip saddr 10.244.0.0/16 drop'),
    first: 'Firewall',
  },
  {
    name: 'iptables drops pods before it calls the chain',
    ...iptablesRule('FORWARD -d 10.244.0.0/16 -j DROP'),
    first: 'Firewall',
  },
  {
    name: 'iptables-legacy: policy of FORWARD is DROP',
    ...iptablesPolicy('FORWARD', 'iptables-legacy'),
    first: 'Firewall',
  },
  { name: 'bridge down', broken: 'ip link set cni0 down', first: 'BridgeLink', mended: 'fix' },
];
