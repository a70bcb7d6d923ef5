import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Host, settled } from './netns.ts';

const IP = [
  // Links like ours, of others.
  'link add docker0 type bridge',
  'address add 172.17.0.1/16 dev docker0',
  'link set docker0 up',
  'link add veth1 type veth peer name veth2',
  'link set veth1 master docker0 up',
  'link set veth2 up',
  'link add vxlan.77 type vxlan id 77 dev eth0 local 192.168.77.1 dstport 4789 nolearning',
  'link set vxlan.77 alias "flannelctl overlay 10.99.0.0/16"',
  'address add 10.99.1.0/32 dev vxlan.77',
  'link set vxlan.77 up group 17',
  'neigh add 10.99.2.0 lladdr 0e:2a:0a:63:02:01 dev vxlan.77 nud permanent protocol 140',
  'neigh add 192.168.77.200 lladdr 02:00:00:00:00:99 dev eth0 nud permanent',
  // Low nexthop ids as FRR takes them, and one next to ours.
  'nexthop add id 1 via 192.168.77.7 dev eth0',
  'nexthop add id 8 via 192.168.77.8 dev eth0 protocol zebra',
  'nexthop add id 9 group 1/8 protocol zebra',
  `nexthop add id ${0x46_00_00_01} via 192.168.77.9 dev eth0`,
  // Routes of all kinds of daemons, on the main table and others.
  'route add 10.1.0.0/16 via 192.168.77.9 proto bird',
  'route add 10.2.0.0/16 nhid 9 proto zebra',
  'route add 10.3.0.0/16 via 192.168.77.9 proto static metric 50',
  'route add 10.99.2.0/24 via 10.99.2.0 dev vxlan.77 onlink proto 139',
  'route add blackhole 10.4.0.0/16',
  'route add unreachable 10.5.0.0/16 metric 4278198272',
  'route add 10.6.0.0/16 nexthop via 192.168.77.7 nexthop via 192.168.77.8',
  'route add 10.244.2.0/24 via 192.168.77.9 table 100',
  'route add 10.244.0.0/16 dev docker0 table 100 protocol 140',
  'rule add from 172.17.0.0/16 lookup 100',
  'rule add fwmark 0x4000 lookup 100 priority 5000',
];

const NFT = `
table inet filter {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ip saddr 10.244.0.0/16 accept
  }
}
table ip flannel-other {
  chain postrtg {
    type nat hook postrouting priority srcnat; policy accept;
  }
}
table ip6 flannelctl-other {
  chain forward {
    type filter hook forward priority 0; policy accept;
  }
}
`;

const IPTABLES = `*nat
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
COMMIT
*filter
:FLANNEL-FWD-OTHER - [0:0]
-A FORWARD -i docker0 -j ACCEPT
-A FORWARD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j FLANNEL-FWD-OTHER
COMMIT
`;

const FILES: Readonly<Record<string, string>> = {
  'etc/cni/net.d/90-other.conflist':
    '{"name":"other","cniVersion":"0.4.0","plugins":[{"type":"loopback"}]}\n',
  'etc/cni/net.d/10-flannel.conflist.bak': 'kept\n',
  'run/flannel-other/subnet.env': 'FLANNEL_MTU=1\n',
  'run/flannel/other.env': 'FLANNEL_MTU=2\n',
};

/** Fills a host with what other software leaves on nodes, much of it close to what is ours. */
export async function makeNoise({ sh, root }: Host): Promise<void> {
  await sh('ip -batch -', `${IP.join('\n')}\n`);
  await settled(sh, 'docker0');
  await sh('bridge fdb append 0e:2a:0a:63:02:01 dev vxlan.77 dst 192.168.77.2 self permanent');
  await sh('bridge fdb append 00:00:00:00:00:00 dev vxlan.77 dst 192.168.77.3 self permanent');
  await sh('iptables-restore --noflush', IPTABLES);
  await sh('nft -f -', NFT);
  for (const [file, content] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  }
}
