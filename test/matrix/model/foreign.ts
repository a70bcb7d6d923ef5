import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Host } from '../../support/host/netns.ts';

/** What another program makes on a host, and takes away again. */
export interface Foreign {
  /** Lines for the shell. */
  readonly add?: string;
  readonly remove?: string;
  /** A file below the root, and what is in it. */
  readonly file?: readonly [name: string, content: string];
  /** It shares with ours what whoever comes first makes, and nobody can tell afterwards whose it is. */
  readonly shares?: 'folders' | 'chains';
  /** It shares a setting with us, so that it can't be told apart while the node is set up. */
  readonly onlyWhileDown?: true;
  /** It stands where ours would have to be. */
  readonly blocks?: 'n4' | 'vni 7';
}

const ip = (...lines: readonly string[]): string => `ip -batch - <<'EOF'\n${lines.join('\n')}\nEOF`;

const routes = (...list: readonly string[]): Foreign => ({
  add: ip(...list.map((route) => `route add ${route}`)),
  remove: ip(...list.toReversed().map((route) => `route del ${route}`)),
});

const table = (name: string, body: string): Foreign => ({
  add: `nft -f - <<'EOF'\ntable ${name} {\n${body}\n}\nEOF`,
  remove: `nft delete table ${name}`,
});

const rules = (list: readonly (readonly [table: string, rule: string])[]): Foreign => ({
  add: list.map(([of, rule]) => `iptables -t ${of} -A ${rule}`).join('\n'),
  remove: list.map(([of, rule]) => `iptables -t ${of} -D ${rule}`).join('\n'),
  shares: 'chains',
});

const setting = (name: string): Foreign => ({
  add: `sysctl -q -w ${name}=1`,
  remove: `sysctl -q -w ${name}=0`,
});

/** What the routers, firewalls and container engines of a node leave there, much of it close to what is ours. */
const FOREIGN = {
  veth: {
    add: ip(
      'link add d0 address 02:00:00:00:0d:00 type veth peer name d1 address 02:00:00:00:0d:03',
      'address add 10.77.0.1/24 dev d0',
      'link set d0 up',
    ),
    remove: 'ip link del d0',
  },
  bridge: {
    add: ip(
      'link add docker0 address 02:00:00:00:0d:01 type bridge',
      'address add 172.17.0.1/16 dev docker0',
      'link set docker0 up',
    ),
    remove: 'ip link del docker0',
  },
  vxlan: {
    add: [
      ip(
        'link add vxlan.77 address 02:00:00:00:0d:02 type vxlan id 77 dev eth0 local 192.168.77.1 dstport 4789 nolearning',
        'link set vxlan.77 alias "flannelctl overlay 10.99.0.0/16"',
        'address add 10.99.1.0/32 dev vxlan.77',
        'link set vxlan.77 up group 17',
        'neigh add 10.99.2.0 lladdr 0e:2a:0a:63:02:01 dev vxlan.77 nud permanent protocol 140',
        'route add 10.99.2.0/24 via 10.99.2.0 dev vxlan.77 onlink proto 139',
      ),
      'bridge fdb append 0e:2a:0a:63:02:01 dev vxlan.77 dst 192.168.77.2 self permanent',
    ].join('\n'),
    remove: 'ip link del vxlan.77',
  },
  nexthops: {
    add: ip(
      'nexthop add id 8 via 192.168.77.8 dev eth0 protocol zebra',
      'nexthop add id 9 group 8 protocol zebra',
      `nexthop add id ${0x46_00_00_0a} via 192.168.77.9 dev eth0`,
      'route add 10.2.0.0/16 nhid 9 proto zebra',
    ),
    remove: ip(
      'route del 10.2.0.0/16',
      'nexthop del id 9',
      'nexthop del id 8',
      `nexthop del id ${0x46_00_00_0a}`,
    ),
  },
  routes: routes(
    '10.1.0.0/16 via 192.168.77.9 proto bird',
    '10.3.0.0/16 via 192.168.77.9 proto static metric 50',
    'blackhole 10.4.0.0/16',
    'unreachable 10.5.0.0/16 metric 4278198272',
    '10.244.2.0/24 via 192.168.77.9 metric 77',
  ),
  'other table': routes(
    '10.244.2.0/24 via 192.168.77.9 table 100',
    '10.244.0.0/16 dev eth0 table 100 protocol 140',
  ),
  'policy rules': {
    add: ip('rule add from 172.17.0.0/16 lookup 100', 'rule add fwmark 0x4000 lookup 100 priority 5000'),
    remove: ip('rule del from 172.17.0.0/16 lookup 100', 'rule del fwmark 0x4000 lookup 100 priority 5000'),
  },
  neighbor: {
    add: 'ip neigh add 192.168.77.200 lladdr 02:00:00:00:00:99 dev eth0 nud permanent',
    remove: 'ip neigh del 192.168.77.200 dev eth0',
  },
  address: {
    add: 'ip address add 192.168.78.1/24 dev eth0',
    remove: 'ip address del 192.168.78.1/24 dev eth0',
  },
  'nft table': table(
    'inet filter',
    'chain forward { type filter hook forward priority 0; policy accept; ip saddr 10.244.0.0/16 accept; }',
  ),
  'nft table of our name': table(
    'ip6 flannelctl',
    'chain forward { type filter hook forward priority 0; policy accept; }',
  ),
  'iptables rule': rules([
    ['filter', 'FORWARD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT'],
    ['nat', 'POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'],
  ]),
  'cni conf': {
    file: [
      'etc/cni/net.d/90-other.conflist',
      '{"name":"other","cniVersion":"0.4.0","plugins":[{"type":"loopback"}]}\n',
    ],
    shares: 'folders',
  },
  'env file': { file: ['run/flannel/other.env', 'FLANNEL_MTU=2\n'], shares: 'folders' },
  'kernel setting': setting('net.ipv4.conf.eth0.arp_notify'),
  'forwarding of one link': { ...setting('net.ipv4.conf.eth0.forwarding'), onlyWhileDown: true },
  'forwarding of all': { ...setting('net.ipv4.ip_forward'), onlyWhileDown: true },
  'route in the way': { ...routes('10.244.4.0/24 via 192.168.77.9 proto bird'), blocks: 'n4' },
  'link in the way': {
    add: 'ip link add flannel.7 address 02:00:00:00:0d:07 type bridge',
    remove: 'ip link del flannel.7',
    blocks: 'vni 7',
  },
} as const satisfies Readonly<Record<string, Foreign>>;

export type ForeignName = keyof typeof FOREIGN;

export const FOREIGN_NAMES = Object.keys(FOREIGN) as ForeignName[];

export const foreignOf = (name: ForeignName): Foreign => FOREIGN[name];

/** Adds something foreign to a host, or takes it away. Folders stay: they are whoever's comes by next. */
export async function changeForeign(host: Host, name: ForeignName, isThere: boolean): Promise<void> {
  const { add, remove, file } = foreignOf(name);
  const script = isThere ? remove : add;
  if (script !== undefined) await host.sh('sh -s', `set -e\n${script}\n`);
  if (file === undefined) return;
  const target = path.join(host.root, file[0]);
  if (isThere) return rm(target);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, file[1]);
}

/** Foreign routes that lead over links of ours: they go with these. */
export const DEPENDENTS = { cni0: '10.98.0.0/16', overlay: '10.97.0.0/16' } as const;

export type Dependent = keyof typeof DEPENDENTS;

export const DEPENDENT_NAMES = Object.keys(DEPENDENTS) as Dependent[];
