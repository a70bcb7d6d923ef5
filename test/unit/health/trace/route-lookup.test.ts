import { describe, expect, it } from 'vitest';
import { lookupRoute, type RouteAnswer } from '../../../../src/health/trace/lookup/lookup.ts';
import { routeText } from '../../../../src/health/trace/lookup/text.ts';
import { type NetworkView, viewOf } from '../../../../src/health/trace/view.ts';
import { nexthopObjectsOf } from '../../../../src/host/facts/tables/nexthops.ts';
import { routingRulesOf } from '../../../../src/host/facts/tables/policy-rules.ts';
import { tableRoutesOf } from '../../../../src/host/facts/tables/routes.ts';
import type { Address } from '../../../../src/net/index.ts';

type Item = Readonly<Record<string, unknown>>;

const DEFAULT_RULES = [
  { priority: 0, table: '255' },
  { priority: 32766, table: '254' },
  { priority: 32767, table: '253' },
];

const TO_PEER = { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'] };
const DEFAULT = { dst: 'default', gateway: '192.168.1.254', dev: 'eth0', flags: [] };
const OWN = { type: '2', dst: '192.168.1.1', dev: 'eth0', table: '255', flags: [] };

const view = (
  routes: readonly Item[],
  rules: readonly Item[] = [],
  nexthops: readonly Item[] = [],
): NetworkView =>
  viewOf({
    links: [],
    rules: {
      4: routingRulesOf(
        [...DEFAULT_RULES, ...rules].toSorted((a, b) => Number(a['priority']) - Number(b['priority'])),
        4,
      ),
      6: [],
    },
    routes: { 4: tableRoutesOf([OWN, ...routes], 4), 6: [] },
    neighbors: [],
    nexthops: nexthopObjectsOf(nexthops),
  });

const POD = '10.244.2.7' as Address;
const FROM_POD = { to: POD, from: '10.244.1.2' as Address, iif: 'cni0' };

const told = (answer: RouteAnswer): string => {
  if (answer.is === 'routed') return routeText(answer.route, answer.nexthop);
  return answer.is === 'refused' ? `refused: ${answer.type}` : answer.is;
};

const lookUp = (
  routes: readonly Item[],
  rules: readonly Item[] = [],
  nexthops: readonly Item[] = [],
): string => told(lookupRoute(view(routes, rules, nexthops), FROM_POD));

describe('the route of a packet', () => {
  it('is that of the longest prefix, then of the lowest metric', () => {
    expect(lookUp([DEFAULT, TO_PEER])).toBe('10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink');
    expect(lookUp([DEFAULT, TO_PEER, { type: '6', dst: '10.244.2.0/25' }])).toBe('refused: blackhole');
    expect(lookUp([{ type: '7', dst: '10.244.2.0/24', metric: 500 }, TO_PEER])).toContain('flannel.1');
    expect(lookUp([])).toBe('none');
    expect(told(lookupRoute(view([]), { to: '192.168.1.1' as Address, iif: 'lo' }))).toBe('local');
  });

  it('passes over next hops that are dead', () => {
    expect(lookUp([DEFAULT, { ...TO_PEER, flags: ['dead', 'linkdown'] }])).toBe(
      'default via 192.168.1.254 dev eth0',
    );
  });

  it('is by a nexthop object, or by one of a group, or into a blackhole', () => {
    const route = { dst: '10.244.2.0/24', nhid: 7, flags: [] };
    const hop = { id: 5, gateway: '192.168.1.2', dev: 'eth0', flags: [] };
    const group = { id: 7, group: [{ id: 8 }, { id: 5 }] };
    const nowhere = { id: 8, blackhole: null, flags: [] };
    expect(lookUp([route], [], [{ ...hop, id: 7 }])).toContain('nhid 7 via 192.168.1.2');
    expect(lookUp([route], [], [group, hop, nowhere])).toContain('via 192.168.1.2');
    expect(lookUp([route], [], [{ ...nowhere, id: 7 }])).toBe('refused: blackhole');
  });

  it.each<[string, Item, string]>([
    ['to others', { dst: '10.9.0.0', dstlen: 16, action: '6' }, 'flannel.1'],
    ['to the peer', { dst: '10.244.2.0', dstlen: 24, action: '6' }, 'refused: blackhole'],
    [
      'from pods by the bridge',
      { src: '10.244.1.0', srclen: 24, iif: 'cni0', action: '7' },
      'refused: unreachable',
    ],
    ['from this host', { iif: 'lo', action: '7' }, 'flannel.1'],
    ['for marked packets', { fwmark: '0x1', action: '8' }, 'flannel.1'],
    ['for all without the mark', { not: null, fwmark: '0x1', action: '8' }, 'refused: prohibit'],
    ['for one port', { dport: 53, action: '8' }, 'flannel.1'],
    ['that looks in an empty table', { table: '99' }, 'flannel.1'],
    ['that looks in a table that throws', { table: '53' }, 'flannel.1'],
    [
      'that looks in a table with another way',
      { table: '52' },
      '10.244.0.0/16 via 10.8.0.1 dev tun0 table 52',
    ],
    ['that drops short prefixes', { table: '52', suppress_prefixlen: 16 }, 'flannel.1'],
    ['that goes over the next', { goto: 32766 }, 'flannel.1'],
  ])('a rule %s', (_, rule, wanted) => {
    const others = [
      { dst: '10.244.0.0/16', gateway: '10.8.0.1', dev: 'tun0', table: '52', flags: [] },
      { type: '9', dst: 'default', table: '53' },
    ];
    const later = 'goto' in rule ? [{ priority: 200, action: '6' }] : [];
    expect(lookUp([DEFAULT, TO_PEER, ...others], [{ priority: 100, ...rule }, ...later])).toContain(wanted);
  });
});
