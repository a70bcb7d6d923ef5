/** A link that stands for ours, with what is put back on it before anything foreign is. */
export const OURS: readonly string[] = [
  'link add name flannel.1 group 17996 address 02:00:00:00:00:01 type vxlan id 1 dev eth0 local 192.168.77.1 dstport 8472 nolearning',
  'address add 10.244.1.0/32 dev flannel.1',
  'link set flannel.1 up',
  'nexthop add id 70 via 10.244.2.0 dev flannel.1 onlink protocol 140',
  'route add 10.244.2.0/24 nhid 70 protocol 140',
];

/** What others may have on it, by a name; each stands alone. */
export const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'a route by a gateway': ['route add 10.99.0.0/16 via 10.244.2.0 dev flannel.1 onlink proto static'],
  'a default route with metrics of its own': [
    'route add default via 10.244.2.0 dev flannel.1 onlink table 9 mtu lock 1300 advmss 1200 initcwnd 10',
  ],
  'a route to the link, of another table, with a source': [
    'route add 10.98.0.0/16 dev flannel.1 table 7 proto static metric 5 src 10.244.1.0',
  ],
  'a route to the link of global scope': ['route add 10.90.0.0/16 dev flannel.1 scope global tos 4'],
  'a route by another link, with a source': ['route add 10.97.0.0/16 dev eth0 src 10.244.1.0'],
  'a route by a gateway behind another route': [
    'route add 172.31.0.0/16 dev flannel.1',
    'route add 10.99.0.0/16 via 172.31.0.1',
  ],
  'a route by two links': [
    'route add 10.96.0.0/16 nexthop via 10.244.2.0 dev flannel.1 onlink nexthop via 192.168.77.3 dev eth0 weight 3',
  ],
  'a local route': ['route add local 10.88.0.0/16 dev flannel.1 table 7'],
  'routes by a nexthop object, a group and one of ours': [
    'nexthop add id 5 via 10.244.2.0 dev flannel.1 onlink protocol static',
    'nexthop add id 6 via 192.168.77.3 dev eth0',
    'nexthop add id 7 group 5,2/6',
    'nexthop add id 8 group 5 type resilient buckets 8',
    'route add 10.95.0.0/16 nhid 5',
    'route add 10.94.0.0/16 nhid 7 metric 3',
    'route add 10.93.0.0/16 nhid 8',
    'route add 10.92.0.0/16 nhid 70',
  ],
  'a nexthop behind another route': [
    'route add 172.31.0.0/16 dev flannel.1',
    'nexthop add id 5 via 172.31.0.1 dev flannel.1',
    'route add 10.95.0.0/16 nhid 5',
  ],
  'IPv6 routes': [
    'route add fd90::/64 dev flannel.1 metric 50',
    'route add fd99::/64 via fe80::2 dev flannel.1 pref high',
    'route add fd98::/64 nexthop via fe80::2 dev flannel.1 nexthop via fe80::3 dev eth0 weight 2',
    'route add ::/0 dev flannel.1 table 9',
    'nexthop add id 16 via fe80::2 dev flannel.1',
    'route add fd95::/64 nhid 16',
    'route add 10.91.0.0/16 via inet6 fe80::2 dev flannel.1',
  ],
  'a macvlan with an address, and a route by it': [
    'link add link flannel.1 name mv0 address 02:00:00:00:00:50 type macvlan mode bridge',
    'link set mv0 up',
    'address add 10.50.0.1/24 brd + dev mv0',
    'address add fd50::1/64 dev mv0 nodad',
    'address add 10.52.0.1 peer 10.52.0.2/32 dev mv0 noprefixroute',
    'route add 10.51.0.0/24 via 10.50.0.2',
  ],
  proxies: ['neigh add proxy 10.7.7.7 dev flannel.1', 'neigh add proxy fd00::7 dev flannel.1 protocol 4'],
  'a bridge that it is a port of': ['link add br9 type bridge', 'link set flannel.1 master br9'],
};
