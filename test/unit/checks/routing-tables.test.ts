import { describe, expect, it } from 'vitest';
import type { CheckedNode, NodeCheck } from '../../../src/checks/check.ts';
import { defaultRoute } from '../../../src/checks/routing/default-route.ts';
import { peerLinks, peersRouted } from '../../../src/checks/routing/peer-paths.ts';
import { staleRoutes } from '../../../src/checks/routing/stale-routes.ts';
import { localRoutes } from '../../../src/checks/routing/tables/local-routes.ts';
import { mainRule } from '../../../src/checks/routing/tables/main-rule.ts';
import { multipath } from '../../../src/checks/routing/tables/multipath.ts';
import { otherTables } from '../../../src/checks/routing/tables/other-tables.ts';
import { routingRulesOf } from '../../../src/host/facts/tables/policy-rules.ts';
import { tableRoutesOf } from '../../../src/host/facts/tables/routes.ts';
import type { PathTo } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';
import { found, NODE } from './support.ts';

type Json = Readonly<Record<string, unknown>>;

const USUAL_RULES: readonly Json[] = [
  { priority: 0, src: 'all', table: '255' },
  { priority: 32766, src: 'all', table: '254' },
  { priority: 32767, src: 'all', table: '253' },
];

const USUAL_ROUTES: readonly Json[] = [
  { dst: 'default', gateway: '192.168.1.254', dev: 'eth0', protocol: '3', flags: [] },
  { dst: '10.244.1.0/24', dev: 'cni0', protocol: '2', flags: [] },
  { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', protocol: '140', flags: ['onlink'] },
  { dst: '10.244.1.0', dev: 'flannel.1', table: '255', type: '2', protocol: '2', flags: [] },
  { dst: '10.244.1.1', dev: 'cni0', table: '255', type: '2', protocol: '2', flags: [] },
  { dst: '192.168.1.1', dev: 'eth0', table: '255', type: '2', protocol: '2', flags: [] },
];

const told = async (
  check: NodeCheck,
  {
    rules = [],
    routes = [],
    links = [],
    node = NODE,
  }: {
    readonly rules?: readonly Json[];
    readonly routes?: readonly Json[];
    readonly links?: readonly Json[];
    readonly node?: CheckedNode;
  } = {},
): Promise<string[]> => {
  const all = [...USUAL_RULES, ...rules].toSorted((a, b) => Number(a['priority']) - Number(b['priority']));
  const facts = {
    'policy rules': { 4: routingRulesOf(all, 4), 6: [] },
    'routes of all tables': { 4: tableRoutesOf([...USUAL_ROUTES, ...routes], 4), 6: [] },
    'default routes': { 4: [{}], 6: [] },
    links,
  };
  return (await found(check, node, facts)).map(({ message, hint }) => `${message} → ${hint}`);
};

it.each([localRoutes, mainRule, multipath, otherTables, staleRoutes, defaultRoute, peersRouted, peerLinks])(
  '$name finds nothing by the routes of flannelctl',
  async (check) => {
    expect(await told(check)).toEqual([]);
  },
);

describe('the rule for the main table', () => {
  const rulesOf = async (rules: readonly Json[]) =>
    (await found(mainRule, NODE, { 'policy rules': { 4: routingRulesOf(rules, 4), 6: [] } })).map(
      ({ hint }) => hint,
    );

  it('is missing, or for some packets only', async () => {
    const [local, , last] = USUAL_RULES;
    const expected = ['ip -4 rule add lookup main priority 32766'];
    expect(await rulesOf([local ?? {}, last ?? {}])).toEqual(expected);
    expect(await rulesOf([local ?? {}, { priority: 5, src: '10.0.0.0', srclen: 8, table: '254' }])).toEqual(
      expected,
    );
  });

  it('is not asked for where there are no rules, as without IPv6', async () => {
    expect(await rulesOf([])).toEqual([]);
  });
});

describe('a local address', () => {
  const local = (dst: string, dev = 'lo'): Json => ({
    dst,
    dev,
    table: '255',
    type: '2',
    protocol: '2',
    flags: [],
  });

  it('in the subnet of a peer is told of, with how to take it away', async () => {
    const links = [{ ifname: 'lo', addr_info: [{ local: '10.244.2.7', prefixlen: 32 }] }];
    const message =
      '10.244.2.7 is an address of this node itself, on lo, and of the pod network 10.244.0.0/16: a pod of n2 can have it';
    expect(await told(localRoutes, { routes: [local('10.244.2.7')], links })).toEqual([
      `${message} → ip address del 10.244.2.7/32 dev lo`,
    ]);
    expect(await told(localRoutes, { routes: [local('10.244.2.7')] })).toEqual([
      `${message} → ip route del local 10.244.2.7/32 dev lo table local`,
    ]);
  });

  it('that several nodes have is told of, too', async () => {
    const anycast = { ...local('10.244.2.7'), type: '4' };
    expect(await told(localRoutes, { routes: [anycast] })).toHaveLength(1);
  });

  it('elsewhere, in the own subnet or of a link of the network is none', async () => {
    const routes = [local('10.96.0.1'), local('10.244.1.9'), local('10.244.9.0', 'flannel.1')];
    expect(await told(localRoutes, { routes })).toEqual([]);
  });
});

describe('another table', () => {
  const VPN: Json = { priority: 5270, src: 'all', table: '52' };
  const part: Json = { dst: '10.244.2.128/25', dev: 'tun0', table: '52', protocol: '3', flags: [] };

  it.each<[string, Json]>([
    ['for all packets', VPN],
    ['for those of pods', { ...VPN, src: '10.244.1.0', srclen: 24 }],
    ['for those to pods', { ...VPN, dst: '10.244.2.0', dstlen: 24 }],
    ['for those by the bridge', { ...VPN, iif: 'cni0' }],
  ])('with a part of the pod network comes first %s', async (_, rule) => {
    expect(await told(otherTables, { rules: [rule], routes: [part] })).toEqual([
      'the route 10.244.2.128/25 dev tun0 table 52 comes before the main table, by the rule with priority 5270 → ip -4 route del 10.244.2.128/25 dev tun0 table 52',
    ]);
  });

  it.each<[string, Json]>([
    ['of one protocol', { ipproto: 'tcp' }],
    ['by one link', { oif: 'eth0' }],
  ])('comes first also where the main table is asked before it for packets %s', async (_, selector) => {
    const some: Json = { priority: 100, src: 'all', table: '254', ...selector };
    expect(await told(otherTables, { rules: [some, VPN], routes: [part] })).toHaveLength(1);
  });

  it('stops a part of the pod network', async () => {
    const routes = [{ dst: '10.244.2.128/25', type: '6', table: '52', protocol: '3', flags: [] }];
    expect(await told(otherTables, { rules: [VPN], routes })).toEqual([
      expect.stringContaining('the route blackhole 10.244.2.128/25 table 52 comes before'),
    ]);
  });

  it.each<[string, Json, Json]>([
    ['after the main table', { ...VPN, priority: 32767 }, part],
    ['for marked packets', { ...VPN, fwmark: '0x1' }, part],
    ['for packets of one protocol', { ...VPN, ipproto: 'tcp' }, part],
    ['for other packets', { ...VPN, src: '10.9.0.0', srclen: 16 }, part],
    ['by the overlay', VPN, { ...part, dev: 'flannel.1' }],
    ['for other networks', VPN, { ...part, dst: '10.9.0.0/16' }],
    ['that no rule names', VPN, { ...part, table: '53' }],
  ])('is fine %s', async (_, rule, route) => {
    expect(await told(otherTables, { rules: [rule], routes: [route] })).toEqual([]);
  });
});

describe('a multipath route', () => {
  const route = (dst: string, ...devs: readonly string[]): Json => ({
    dst,
    protocol: '3',
    flags: [],
    nexthops: devs.map((dev) => ({ dev, weight: 1, flags: [] })),
  });

  it('to peers by several links is told of', async () => {
    expect(await told(multipath, { routes: [route('192.168.0.0/16', 'eth0', 'eth1')] })).toEqual([
      expect.stringContaining('packets to peers are spread over eth0 and eth1, by the route 192.168.0.0/16'),
    ]);
  });

  it('by one link, or for others, is none', async () => {
    const routes = [route('192.168.0.0/16', 'eth0', 'eth0'), route('172.16.0.0/12', 'eth0', 'eth1')];
    expect(await told(multipath, { routes })).toEqual([]);
  });
});

describe('a route into the overlay', () => {
  const stale: Json = {
    dst: '10.244.9.0/24',
    gateway: '10.244.9.0',
    dev: 'flannel.1',
    protocol: '4',
    flags: [],
  };

  it('for no peer is told of', async () => {
    expect(await told(staleRoutes, { routes: [stale] })).toEqual([
      'a route leads into the overlay for no known peer: 10.244.9.0/24 → If no node has these subnets: ip -4 route del 10.244.9.0/24',
    ]);
  });

  it.each<[string, Json]>([
    ['of ours', { ...stale, protocol: '140' }],
    ['of a peer', { ...stale, dst: '10.244.2.0/25' }],
    ['elsewhere', { ...stale, dst: '10.9.0.0/24' }],
    ['by another link', { ...stale, dev: 'eth0' }],
  ])('%s is none', async (_, route) => {
    expect(await told(staleRoutes, { routes: [route] })).toEqual([]);
  });
});

describe('the way to a peer', () => {
  const nodeWith = (path: object): CheckedNode => ({
    ...NODE,
    ways: { ...NODE.ways, paths: new Map([['192.168.1.2' as Address, path as PathTo]]) },
  });

  it('is missing', async () => {
    expect(await told(peersRouted, { node: nodeWith({}) })).toEqual([
      expect.stringContaining('there is no route to the public IP of n2 (192.168.1.2)'),
    ]);
    expect(await told(peerLinks, { node: nodeWith({}) })).toEqual([]);
  });

  it('is by another link than the uplink', async () => {
    expect(await told(peerLinks, { node: nodeWith({ dev: 'eth1' }) })).toEqual([
      expect.stringContaining('packets to n2 (192.168.1.2) leave by eth1, and the uplink is eth0'),
    ]);
  });

  it.each(['eth0', 'flannel.1', 'cni0'])('by %s is not told of here', async (dev) => {
    for (const check of [peersRouted, peerLinks])
      expect(await told(check, { node: nodeWith({ dev }) })).toEqual([]);
  });
});

it('a default route is missed', async () => {
  const [finding] = await found(defaultRoute, NODE, { 'default routes': { 4: [], 6: [] } });
  expect(finding?.message).toBe('this node has no default route of IPv4');
});
