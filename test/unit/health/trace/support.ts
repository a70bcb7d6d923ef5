import type { CheckedNode } from '../../../../src/checks/index.ts';
import { routingRulesOf } from '../../../../src/host/facts/tables/policy-rules.ts';
import { tableRoutesOf } from '../../../../src/host/facts/tables/routes.ts';
import { NODE } from '../../checks/support.ts';

const UP = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];

const address = (local: string, prefixlen: number): object => ({
  family: 'inet',
  local,
  prefixlen,
  scope: '0',
});

export const LINKS = [
  {
    ifname: 'eth0',
    flags: UP,
    mtu: 1500,
    address: '02:00:00:00:01:01',
    addr_info: [address('192.168.1.1', 24)],
  },
  {
    ifname: 'cni0',
    flags: UP,
    mtu: 1450,
    address: '02:00:00:00:01:02',
    addr_info: [address('10.244.1.1', 24)],
  },
  {
    ifname: 'flannel.1',
    flags: UP,
    mtu: 1450,
    address: '0e:2a:0a:f4:01:01',
    linkinfo: { info_kind: 'vxlan', info_data: { id: 1, port: 8472, local: '192.168.1.1' } },
    addr_info: [address('10.244.1.0', 32)],
  },
  { ifname: 'veth1', ifindex: 9, flags: UP, mtu: 1450, master: 'cni0', linkinfo: { info_kind: 'veth' } },
];

const RULES = {
  4: routingRulesOf(
    [
      { priority: 0, table: '255' },
      { priority: 32766, table: '254' },
    ],
    4,
  ),
  6: [],
};

const local = (dst: string, dev: string): object => ({ type: '2', dst, dev, table: '255', flags: [] });

export const ROUTES = [
  { dst: 'default', gateway: '192.168.1.254', dev: 'eth0', flags: [] },
  { dst: '192.168.1.0/24', dev: 'eth0', flags: [] },
  { dst: '10.244.1.0/24', dev: 'cni0', flags: [] },
  { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'] },
  local('192.168.1.1', 'eth0'),
  local('10.244.1.1', 'cni0'),
  local('10.244.1.0', 'flannel.1'),
];

export const PEER_MAC = '02:00:00:00:00:02';

export const POD_TABLES = {
  links: [{ ifname: 'eth0', link_index: 9, flags: UP, mtu: 1450, addr_info: [address('10.244.1.2', 24)] }],
  rules: RULES,
  routes: {
    4: tableRoutesOf(
      [{ dst: 'default', gateway: '10.244.1.1', dev: 'eth0' }, local('10.244.1.2', 'eth0')] as never,
      4,
    ),
    6: [],
  },
  neighbors: [],
};

/** The facts of a host on which everything is right. */
export const FACTS = {
  links: LINKS,
  'policy rules': RULES,
  'routes of all tables': { 4: tableRoutesOf(ROUTES as never, 4), 6: [] },
  'nexthop objects': [],
  'neighbors of all links': [{ dst: '10.244.2.0', dev: 'flannel.1', lladdr: PEER_MAC, state: ['PERMANENT'] }],
  'FDB entries': [
    { mac: PEER_MAC, dev: 'flannel.1', dst: '192.168.1.2', state: 'permanent', flags: ['self'] },
  ],
  'settings for packets': { 'net/ipv4/conf/cni0/forwarding': '1', 'net/ipv4/conf/flannel.1/forwarding': '1' },
  'rules at all hooks': { nft: [], saved: [], iptablesIsNft: false },
  'interfaces of pods': [
    {
      container: 'c0ffee00',
      pod: 'web-0',
      namespace: 'default',
      ifName: 'eth0',
      netns: '/run/netns/web',
      addresses: ['10.244.1.2/24'],
      hostLinks: ['cni0', 'veth1'],
    },
  ],
  'tables in /run/netns/web': { tables: POD_TABLES },
};

export const TRACED: CheckedNode = {
  ...NODE,
  network: {
    ...NODE.network,
    families: NODE.network.families.map((family) => ({
      ...family,
      own: { ...family.own, data: { vtepMac: '0e:2a:0a:f4:01:01' } as never },
    })),
  },
};
