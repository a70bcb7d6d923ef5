import { describe, expect, it } from 'vitest';
import type { CheckedNode } from '../../../src/checks/index.ts';
import { CHECK_GROUPS } from '../../../src/checks/index.ts';
import { brokenHop, type Trace } from '../../../src/health/trace/model.ts';
import { traceBy } from '../../../src/health/trace/trace.ts';
import { recordedFacts } from '../../../src/host/facts/fact.ts';
import { routingRulesOf } from '../../../src/host/facts/tables/policy-rules.ts';
import { tableRoutesOf } from '../../../src/host/facts/tables/routes.ts';
import { traceText } from '../../../src/output/trace/text.ts';
import { NODE } from '../checks/support.ts';

const UP = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];

const address = (local: string, prefixlen: number): object => ({
  family: 'inet',
  local,
  prefixlen,
  scope: '0',
});

const LINKS = [
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

const ROUTES = [
  { dst: 'default', gateway: '192.168.1.254', dev: 'eth0', flags: [] },
  { dst: '192.168.1.0/24', dev: 'eth0', flags: [] },
  { dst: '10.244.1.0/24', dev: 'cni0', flags: [] },
  { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'] },
  local('192.168.1.1', 'eth0'),
  local('10.244.1.1', 'cni0'),
  local('10.244.1.0', 'flannel.1'),
];

const PEER_MAC = '02:00:00:00:00:02';

const POD_TABLES = {
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
const FACTS = {
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

const TRACED: CheckedNode = {
  ...NODE,
  network: {
    ...NODE.network,
    families: NODE.network.families.map((family) => ({
      ...family,
      own: { ...family.own, data: { vtepMac: '0e:2a:0a:f4:01:01' } as never },
    })),
  },
};

const trace = async (from: string, to: string, facts: object = {}): Promise<Trace> =>
  traceBy(
    TRACED,
    recordedFacts(JSON.parse(JSON.stringify({ ...FACTS, ...facts })) as object as Record<string, unknown>),
    { from, to },
  );

const stop = async (from: string, to: string, facts: object): Promise<string | undefined> =>
  brokenHop(await trace(from, to, facts))?.problem?.message;

const without = (list: readonly object[], key: string, value: string): object[] =>
  list.filter((item) => (item as Record<string, unknown>)[key] !== value);

describe('the path of a packet', () => {
  it('from a pod to a pod of a peer is delivered as far as this node sees', async () => {
    const found = await trace('web-0', '10.244.2.7');
    await expect(traceText(found, true)).toMatchFileSnapshot('../../golden/trace/pod-to-peer.txt');
    expect(found.largest).toBe(1450);
  });

  it('to a peer’s node is masqueraded where a rule says so', async () => {
    const saved = [
      '*nat',
      ':POSTROUTING ACCEPT [0:0]',
      '-A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE',
      'COMMIT',
    ];
    const rules = {
      nft: [],
      saved: [{ variant: 'legacy', family: 'ip', text: saved.join('\n') }],
      iptablesIsNft: false,
    };
    const { masqueraded, reply } = await trace('web-0', 'n2', { 'rules at all hooks': rules });
    expect(masqueraded).toBe('192.168.1.1');
    expect(reply.map(({ interface: link }) => link)).not.toContain('flannel.1');
  });

  it.each<[string, object, string]>([
    [
      'a link that is down',
      { links: LINKS.map((link) => (link.ifname === 'cni0' ? { ...link, flags: [] } : link)) },
      'cni0 is down',
    ],
    [
      'a port off the bridge',
      { links: LINKS.map((link) => ({ ...link, master: undefined })) },
      'veth1 is on no bridge',
    ],
    [
      'no neighbor entry',
      { 'neighbors of all links': [] },
      "there is no neighbor entry for 10.244.2.0 on flannel.1: the MAC of n2's VTEP is not known",
    ],
    ['no FDB entry', { 'FDB entries': [] }, `there is no FDB entry for ${PEER_MAC} on flannel.1`],
    [
      'no route of the peer',
      {
        'routes of all tables': {
          4: tableRoutesOf(without(ROUTES, 'dst', '10.244.2.0/24') as never, 4),
          6: [],
        },
      },
      'no route to 10.244.2.0/24 of n2 is used: the packet goes to 192.168.1.254',
    ],
    [
      'forwarding that is off',
      { 'settings for packets': { 'net/ipv4/conf/cni0/forwarding': '0' } },
      'the kernel does not forward what comes in by cni0: net.ipv4.conf.cni0.forwarding is 0',
    ],
    [
      'a pod that is gone',
      { 'tables in /run/netns/web': { tables: { ...POD_TABLES, links: [] } } },
      'there is no link eth0',
    ],
  ])('breaks at %s', async (_, facts, message) => {
    expect(await stop('web-0', '10.244.2.7', facts)).toBe(message);
  });

  it('names a group of checks that diagnose knows', async () => {
    const groups = CHECK_GROUPS.map(({ name }) => name);
    const found = await trace('web-0', '10.244.2.7', { 'FDB entries': [] });
    expect(groups).toContain(brokenHop(found)?.problem?.check);
  });

  it('of a name that is not known is refused, with those that are', async () => {
    await expect(trace('web-1', 'n2')).rejects.toMatchObject({
      exit: 'usage',
      hint: expect.stringContaining('peers: n2; pods of this node: web-0'),
    });
    await expect(trace('10.244.2.7', 'n2')).rejects.toMatchObject({ hint: 'Run it on n2.' });
  });
});
