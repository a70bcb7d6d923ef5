import { describe, expect, it } from 'vitest';
import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import type { Address, Mac, Prefix } from '../../../src/net/index.ts';
import { type HostObject, showObject } from '../../../src/state/index.ts';
import { EXAMPLE, IPV4, peerOf, VXLAN, withOwn } from '../../support/example-node.ts';

const N = { prefix: '10.244.0.0/16', negated: false };
const P = { prefix: '10.244.1.0/24', negated: false };
const not = (match: typeof N) => ({ ...match, negated: true });

const MASQUERADE = [
  { mark: 0x4000, verdict: 'return' },
  { source: P, destination: N, verdict: 'return' },
  { source: N, destination: P, verdict: 'return' },
  { source: not(N), destination: P, verdict: 'return' },
  { source: N, destination: { prefix: '224.0.0.0/4', negated: true }, verdict: 'masquerade' },
  { source: not(N), destination: N, verdict: 'masquerade' },
];

const FORWARD = [
  { source: N, verdict: 'accept' },
  { destination: N, verdict: 'accept' },
];

const folder = (path: string) => ({ kind: 'file', type: 'directory', path, mode: 0o755, content: '' });

const SUBNET_ENV = `FLANNEL_NETWORK=10.244.0.0/16
FLANNEL_SUBNET=10.244.1.1/24
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true
`;

/** The host of flannel-facts 11, with the bridge that the CNI plugin makes there. */
const EXPECTED = [
  { kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' },
  { kind: 'sysctl', path: 'net/bridge/bridge-nf-call-iptables', value: '1' },
  {
    kind: 'link',
    name: 'flannel.1',
    spec: {
      type: 'vxlan',
      vni: 1,
      port: 8472,
      learning: false,
      gbp: false,
      dev: 'eth0',
      local: '192.168.1.1',
    },
    mac: '0e:2a:0a:f4:01:01',
    mtu: 1450,
    txqlen: 0,
    group: 17996,
    alias: 'flannelctl overlay 10.244.0.0/16',
    up: true,
  },
  { kind: 'address', dev: 'flannel.1', address: '10.244.1.0/32' },
  { kind: 'sysctl', path: 'net/ipv6/conf/flannel.1/accept_ra', value: '0', dev: 'flannel.1' },
  { kind: 'neighbor', dst: '10.244.2.0', lladdr: '02:00:00:00:00:02', dev: 'flannel.1', peer: 'n2' },
  { kind: 'fdb', mac: '02:00:00:00:00:02', dev: 'flannel.1', dst: '192.168.1.2', peer: 'n2' },
  {
    kind: 'nexthop',
    id: 0x46_00_00_02,
    via: '10.244.2.0',
    dev: 'flannel.1',
    onlink: true,
    protocol: 140,
    peer: 'n2',
  },
  {
    kind: 'route',
    dst: '10.244.2.0/24',
    nhid: 0x46_00_00_02,
    via: '10.244.2.0',
    dev: 'flannel.1',
    onlink: true,
    protocol: 140,
    peer: 'n2',
  },
  {
    kind: 'link',
    name: 'cni0',
    spec: { type: 'bridge' },
    mac: '0e:2b:0a:f4:01:01',
    mtu: 1450,
    group: 17996,
    alias: 'flannelctl pods 10.244.0.0/16',
    up: true,
  },
  { kind: 'address', dev: 'cni0', address: '10.244.1.1/24' },
  {
    kind: 'ruleset',
    engine: 'nft',
    family: 'ip',
    table: 'flannelctl',
    chains: [
      { name: 'postrtg', hook: 'postrouting', hooked: true, rules: MASQUERADE },
      { name: 'forward', hook: 'forward', hooked: true, rules: FORWARD },
    ],
  },
  folder('/etc'),
  folder('/etc/cni'),
  folder('/etc/cni/net.d'),
  folder('/run'),
  folder('/run/flannel'),
  {
    kind: 'file',
    type: 'file',
    path: '/etc/cni/net.d/10-flannel.conflist',
    mode: 0o644,
    content: '{"name":"cbr0"}\n',
    like: 'conflist',
  },
  {
    kind: 'file',
    type: 'file',
    path: '/run/flannel/subnet.env',
    mode: 0o644,
    content: SUBNET_ENV,
    like: 'subnet.env',
    ready: true,
  },
];

const shown = (objects: readonly HostObject[]): string[] => objects.map(showObject);

describe('the desired state of a vxlan node', () => {
  it('is the host of the worked example, object for object', () => {
    expect(desiredState(EXAMPLE)).toEqual(EXPECTED);
  });

  it('is the same to the byte for the same input', () => {
    const [a, b] = [EXAMPLE, structuredClone(EXAMPLE)].map((input) => JSON.stringify(desiredState(input)));
    expect(b).toBe(a);
  });

  it('with iptables has flannel’s chains, and the tables and chains that iptables makes for them', () => {
    const rules = desiredState({ ...EXAMPLE, engine: 'iptables' }).filter(({ kind }) =>
      ['basechain', 'ruleset'].includes(kind),
    );
    const base = { kind: 'basechain', family: 'ip', busy: false };
    const chains = (name: string, hook: string, own: unknown) => [{ name, hook, hooked: true, rules: own }];
    const ruleset = { kind: 'ruleset', engine: 'iptables', family: 'ip' };
    expect(rules).toEqual([
      { ...base, table: 'nat' },
      { ...base, table: 'nat', chain: 'POSTROUTING' },
      { ...ruleset, table: 'nat', chains: chains('FLANNEL-POSTRTG', 'postrouting', MASQUERADE) },
      { ...base, table: 'filter' },
      { ...base, table: 'filter', chain: 'FORWARD' },
      { ...ruleset, table: 'filter', chains: chains('FLANNEL-FWD', 'forward', FORWARD) },
    ]);
  });

  /** What an input other than the example's leads to: lines that come and lines that go. */
  const variations: [string, Partial<BackendInput>, string[], string[]][] = [
    [
      'no IPv6',
      { kernel: { ...EXAMPLE.kernel, ipv6: false } },
      [],
      ['sysctl net/ipv6/conf/flannel.1/accept_ra = 0'],
    ],
    [
      'a /proc/sys that is read-only',
      { kernel: { ...EXAMPLE.kernel, setsIpv6: false } },
      [],
      ['sysctl net/ipv6/conf/flannel.1/accept_ra = 0'],
    ],
    [
      'no br_netfilter',
      { kernel: { ...EXAMPLE.kernel, bridgeNetfilter: false } },
      [],
      ['sysctl net/bridge/bridge-nf-call-iptables = 1'],
    ],
    [
      'no masquerading',
      { ipMasq: false },
      ['nft table ip flannelctl: forward (2 rules)'],
      ['nft table ip flannelctl: postrtg, forward (8 rules)'],
    ],
    [
      'an MTU of its own',
      { backend: { ...VXLAN, mtu: 1400 } },
      [
        'link flannel.1 mtu 1350 type vxlan id 1 dev eth0 local 192.168.1.1 dstport 8472 nolearning',
        'link cni0 mtu 1350 type bridge',
      ],
      [
        'link flannel.1 mtu 1450 type vxlan id 1 dev eth0 local 192.168.1.1 dstport 8472 nolearning',
        'link cni0 mtu 1450 type bridge',
      ],
    ],
    [
      'learning, GBP and another port',
      { backend: { ...VXLAN, learning: true, gbp: true, port: 4789 } },
      ['link flannel.1 mtu 1450 type vxlan id 1 dev eth0 local 192.168.1.1 dstport 4789 learning gbp'],
      ['link flannel.1 mtu 1450 type vxlan id 1 dev eth0 local 192.168.1.1 dstport 8472 nolearning'],
    ],
    [
      'another source of outer packets',
      { families: withOwn({}, { local: '203.0.113.1' as Address }) },
      ['link flannel.1 mtu 1450 type vxlan id 1 dev eth0 local 203.0.113.1 dstport 8472 nolearning'],
      ['link flannel.1 mtu 1450 type vxlan id 1 dev eth0 local 192.168.1.1 dstport 8472 nolearning'],
    ],
    [
      'no peers',
      { peers: [] },
      [],
      [
        'neigh 10.244.2.0 lladdr 02:00:00:00:00:02 dev flannel.1 nud permanent',
        'fdb 02:00:00:00:00:02 dev flannel.1 dst 192.168.1.2 self permanent',
        'nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
        'route 10.244.2.0/24 nhid 1174405122',
      ],
    ],
  ];

  it.each(variations)('with %s differs in just that', (_, part, come, go) => {
    const [before, after] = [EXAMPLE, { ...EXAMPLE, ...part }].map((input) => shown(desiredState(input)));
    expect(after?.filter((line) => !before?.includes(line))).toEqual(come);
    expect(before?.filter((line) => !after?.includes(line))).toEqual(go);
  });

  it('gives this node and its peers the MACs of the plan, else those that follow from subnet and VNI', () => {
    const given: BackendInput = {
      ...EXAMPLE,
      families: withOwn({ data: { vtepMac: '02:00:00:00:00:01' as Mac } }),
      peers: [peerOf(2)],
      backend: { ...VXLAN, vni: 300 },
    };
    const macs = desiredState(given).flatMap((object) =>
      object.kind === 'link'
        ? [object.mac]
        : object.kind === 'neighbor'
          ? [object.lladdr]
          : object.kind === 'fdb'
            ? [object.mac]
            : [],
    );
    expect(macs).toEqual([
      '02:00:00:00:00:01',
      '0e:2a:0a:f4:03:2c',
      '0e:2a:0a:f4:03:2c',
      '0e:2b:0a:f4:01:01',
    ]);
  });

  it.each([
    ['10.99.0.0/28', 30, '10.99.0.4/30', 'FLANNEL_SUBNET=10.99.0.5/30\n', 'address 10.99.0.5/30 dev cni0'],
    ['10.0.0.0/8', 22, '10.4.8.0/22', 'FLANNEL_SUBNET=10.4.8.1/22\n', 'address 10.4.8.1/22 dev cni0'],
  ])(
    'of a network %s with subnets of /%i has its gateway first in %s',
    (network, subnetLen, subnet, env, address) => {
      const state = desiredState({
        ...EXAMPLE,
        peers: [],
        families: withOwn(
          { subnet: subnet as Prefix },
          { network: { ...IPV4.network, network: network as Prefix, subnetLen } },
        ),
      });
      const last = state.at(-1);
      expect(last?.kind === 'file' && last.content).toContain(env);
      expect(shown(state)).toContain(address);
    },
  );
});
