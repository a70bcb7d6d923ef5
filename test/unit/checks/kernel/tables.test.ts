import { expect, it } from 'vitest';
import { receiveBacklog } from '../../../../src/checks/kernel/tables/backlog.ts';
import { conntrackRace } from '../../../../src/checks/kernel/tables/conntrack-race.ts';
import { conntrackTable } from '../../../../src/checks/kernel/tables/conntrack-table.ts';
import { neighborTable } from '../../../../src/checks/kernel/tables/neighbor-table.ts';
import { DUAL, EXAMPLE } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const LIMITS = 'net/ipv4/neigh/default/gc_thresh3 net/ipv6/neigh/default/gc_thresh3';

const neighbors = (limits: object, arp: object, ndisc: object = { entries: 3, table_fulls: 0 }) => ({
  [`settings ${LIMITS}`]: limits,
  'counters of IPv4 neighbors': arp,
  'counters of IPv6 neighbors': ndisc,
});

const V4_LIMIT = { 'net/ipv4/neigh/default/gc_thresh3': '1024' };

it('tells a table of neighbors that is nearly full, with larger limits', async () => {
  expect(
    await found(neighborTable, NODE, neighbors(V4_LIMIT, { entries: 950, table_fulls: 0 })),
  ).toMatchObject([
    {
      message: "the kernel's table of IPv4 neighbors has 950 of at most 1024 entries",
      hint: 'sysctl -w net/ipv4/neigh/default/gc_thresh1=1024 net/ipv4/neigh/default/gc_thresh2=2048 net/ipv4/neigh/default/gc_thresh3=4096',
      fix: { safety: 'safe' },
    },
  ]);
});

it('tells one that was full since boot', async () => {
  const [finding] = await found(neighborTable, NODE, neighbors(V4_LIMIT, { entries: 20, table_fulls: 7 }));
  expect(finding?.message).toContain('has 20 of at most 1024 entries, and was full 7 times since boot');
});

it("tells IPv6's where pods have IPv6", async () => {
  const limits = { 'net/ipv6/neigh/default/gc_thresh3': '1024' };
  const facts = neighbors(limits, { entries: 9 }, { entries: 1024, table_fulls: 1 });
  expect(await found(neighborTable, { ...NODE, network: DUAL }, facts)).toHaveLength(1);
  expect(await found(neighborTable, NODE, facts)).toEqual([]);
});

it.each([
  ['it has room', neighbors(V4_LIMIT, { entries: 900, table_fulls: 0 })],
  ['its limit is not known', neighbors({}, { entries: 5000, table_fulls: 3 })],
])('says nothing of a table of neighbors where %s', async (_, facts) => {
  expect(await found(neighborTable, NODE, facts)).toEqual([]);
});

const conntrack = (count: string, most: string, counters: object = {}) => ({
  'settings net/netfilter/nf_conntrack_count net/netfilter/nf_conntrack_max': {
    'net/netfilter/nf_conntrack_count': count,
    'net/netfilter/nf_conntrack_max': most,
  },
  'counters of connection tracking': counters,
});

it('tells a table of connections that is nearly full, and one that had to make room', async () => {
  expect(await found(conntrackTable, NODE, conntrack('950', '1000'))).toMatchObject([
    {
      message: 'connection tracking has 950 of 1000 (95 %) entries in use',
      fix: { safety: 'safe', objects: [{ path: 'net/netfilter/nf_conntrack_max', value: '2000' }] },
    },
  ]);
  const [early] = await found(conntrackTable, NODE, conntrack('5', '1000', { early_drop: 12 }));
  expect(early?.message).toContain('; 12 were removed early since boot to make room');
});

it.each([
  ['has room', conntrack('899', '1000', { early_drop: 0 })],
  [
    'the kernel does not have',
    {
      'settings net/netfilter/nf_conntrack_count net/netfilter/nf_conntrack_max': {},
      'counters of connection tracking': {},
    },
  ],
  ['is not there', { ...conntrack('0', '0'), 'counters of connection tracking': {} }],
])('says nothing of a table of connections that %s', async (_, facts) => {
  expect(await found(conntrackTable, NODE, facts)).toEqual([]);
});

const race = async (insert_failed: number, network = EXAMPLE) =>
  found(conntrackRace, { ...NODE, network }, { 'counters of connection tracking': { insert_failed } });

it('tells connections that wanted the same entry, and the flag where ports are not chosen at random', async () => {
  const [random] = await race(250);
  expect(random?.message).toContain('lost 250 packets since boot');
  expect(random?.hint).toContain('NodeLocal DNSCache');
  const [fixed] = await race(250, { ...EXAMPLE, randomFully: false });
  expect(fixed?.hint).toContain('flannelctl join --random-fully');
  expect(await race(99)).toEqual([]);
});

const queue = (processed: number, dropped: number, values: object = {}) => ({
  'backlog of received packets': { processed, dropped },
  'settings net/core/netdev_max_backlog': values,
});

it('tells packets that were dropped before they were looked at', async () => {
  const limit = { 'net/core/netdev_max_backlog': '1000' };
  expect(await found(receiveBacklog, NODE, queue(99_000, 1000, limit))).toMatchObject([
    {
      message:
        'the kernel dropped 1000 of 100000 (1 %) received packets since boot, because the queue of a processor was full',
      fix: { safety: 'safe', objects: [{ value: '4000' }] },
    },
  ]);
});

it('changes no limit that this namespace does not have', async () => {
  const [finding] = await found(receiveBacklog, NODE, queue(99_000, 1000));
  expect(finding?.hint).toContain('raise net/core/netdev_max_backlog');
  expect(finding).not.toHaveProperty('fix');
});

it.each([
  ['none', queue(1_000_000, 0)],
  ['few', queue(1_000_000, 999)],
  ['few among many', queue(1_000_000_000, 5000)],
])('says nothing where %s were dropped', async (_, facts) => {
  expect(await found(receiveBacklog, NODE, facts)).toEqual([]);
});
