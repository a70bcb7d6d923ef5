import { beginLine, lineOf } from '../../src/reconcile/journal/journal-text.ts';
import {
  etcdJson,
  etcdPair,
  etcdPlain,
  kubectlJson,
  kubectlYaml,
  kubeNode,
  publishedNodes,
} from '../support/lease-writers.ts';

const NODES = publishedNodes(2, true);

export const NET_CONFS = [
  '{"Network":"10.244.0.0/16","EnableIPv6":true,"IPv6Network":"fd00:244::/48","EnableNFTables":true,"Backend":{"Type":"vxlan","VNI":1,"Port":8472,"DirectRouting":true}}',
  '{\n  "Network": "10.244.0.0/16",\n  "SubnetLen": 24,\n  "SubnetMin": "10.244.1.0",\n  "SubnetMax": "10.244.99.0",\n  "Backend": {"Type": "host-gw"}\n}\n',
  'Network: 10.244.0.0/16\nSubnetLen: 25\nBackend:\n  Type: vxlan # the default\n  MTU: 1400\n  GBP: true\n',
] as const;

export const CNI_CONFS = [
  '{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel","delegate":{"hairpinMode":true,"isDefaultGateway":true}},{"type":"portmap","capabilities":{"portMappings":true}}]}',
  '{"name":"cbr0","cniVersion":"1.0.0","type":"flannel","subnetFile":"/run/flannel/subnet.env","delegate":{"bridge":"cni0","mtu":1450,"ipam":{"type":"host-local"}}}',
];

const PLAN = `kind: SubnetPlan
netConf: {"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}
nodes:
  - {name: n1, publicIP: 192.168.1.1, subnet: 10.244.1.0/24, vni: 1, vtepMAC: 0e:2a:0a:f4:01:01}
  - {name: n2, publicIP: 192.168.1.2, subnet: 10.244.2.0/24, vni: 1, vtepMAC: 0e:2a:0a:f4:02:01}
capacity: {subnets: 255, used: 2, free: 253, podsPerNode: 253}
`;

export const PLANS = [PLAN];

export const NODE_LISTS = [
  'nodes:\n  - name: n1\n    publicIP: 192.168.1.1\n    publicIPv6: fd00::1\n  - name: n2\n    publicIP: 192.168.1.2\n    subnet: 10.244.2.0/24\n',
  '{"nodes":[{"name":"n1","publicIP":"192.168.1.1","subnet":"10.244.1.0/24","vtepMAC":"4a:00:00:00:00:01"},{"name":"n2","publicIP":"192.168.1.2"}]}',
  '- name: n1\n  publicIP: &a 192.168.1.1\n- {name: n2, publicIP: *a}\n',
];

export const KUBERNETES = [
  kubectlJson(NODES.map((node) => kubeNode(node))),
  kubectlYaml(NODES.map((node) => kubeNode(node))),
];

export const ETCD = [
  etcdPlain(NODES.map((node) => etcdPair(node))),
  etcdPlain(publishedNodes(3).map((node) => etcdPair(node))),
];

export const ETCD_JSON = [etcdJson(NODES.map((node) => etcdPair(node)))];

export const RECORDS = [
  JSON.stringify(
    {
      kind: 'NodeRecord',
      name: 'n1',
      plan: {
        kind: 'SubnetPlan',
        netConf: { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } },
        nodes: [
          {
            name: 'n1',
            publicIP: '192.168.1.1',
            subnet: '10.244.1.0/24',
            vni: 1,
            vtepMAC: '0e:2a:0a:f4:01:01',
          },
          {
            name: 'n2',
            publicIP: '192.168.1.2',
            subnet: '10.244.2.0/24',
            vni: 1,
            vtepMAC: '0e:2a:0a:f4:02:01',
          },
        ],
        capacity: { subnets: 255, used: 2, free: 253, podsPerNode: 253 },
      },
      options: { ipMasq: true, randomFully: true, cniType: 'bridge', enableService: false, uplink: 'eth0' },
      ledger: {
        boot: '2312f5c5-b41d-4977-beb9-149238d9c0c4',
        files: {
          '/run/flannel/subnet.env': 'fd0f3717bd6dbb55fa815af770c01e4074fd9b9e956950296c77a6598aad19ba',
        },
        folders: ['/run', '/run/flannel'],
        chains: [],
        sysctls: { 'net/ipv4/ip_forward': { before: '0', set: '1' } },
        recordFolders: ['/var/lib/flannelctl'],
      },
    },
    null,
    2,
  ),
];

const LINK = {
  kind: 'link',
  name: 'flannel.1',
  spec: { type: 'vxlan', vni: 1, local: '192.168.1.1', dev: 'eth0', port: 8472, learning: false, gbp: false },
  mac: '0e:2a:0a:f4:01:01',
  mtu: 1450,
  txqlen: 1000,
  group: 17996,
  alias: 'flannelctl overlay 10.244.0.0/16',
  up: true,
};

const TRANSACTION = {
  id: '4f9c1a',
  command: 'flannelctl join',
  pid: 7,
  since: '2026-01-01T00:00:00.000Z',
  boot: 'a',
  namespace: 'net:[1]',
  before: [{ kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '0' }],
  desired: [LINK, { kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' }],
  linkedAfter: [],
  touched: ['link flannel.1'],
  collateral: [],
  recorded: { paths: [], chains: [] },
  read: { sysctls: [], paths: [] },
  versions: { file: '/var/lib/flannelctl/node.json', before: null, after: null, folders: [] },
} as unknown as Parameters<typeof beginLine>[0];

export const JOURNALS = [
  [
    beginLine(TRANSACTION),
    lineOf({ record: 'batch', direction: 'forward', n: 1, of: 2, commands: ['ip link add name flannel.1'] }),
    lineOf({ record: 'done', n: 1 }),
    lineOf({ record: 'pending', until: '2026-01-01T00:01:00.000Z', untilUptime: 60 }),
    lineOf({ record: 'back', reason: 'it was not confirmed' }),
  ].join(''),
];

export const PEERS = [
  'n1=192.168.1.1,10.244.1.0/24',
  'n1=192.168.1.1,10.244.1.0/24,fd00::1,fd00:244:0:1::/64,0e:2a:0a:f4:01:01,0e:2a:0a:f4:01:02',
];
