import { expect } from 'vitest';
import { peerRoutes, routesTo } from '../../support/agent/agent.ts';
import {
  etcdIn,
  followEtcd,
  keyOf,
  putPeer,
  recordOf,
  recordsIn,
  reportOf,
} from '../../support/agent/etcd-node.ts';
import { expectExit } from '../../support/host/node.ts';
import { macOf } from '../../support/stores/leases.ts';
import { test, until } from '../../support/transactions/running.ts';

/** A record that can't be used: what is wrong with it, what follows the prefix of subnets, and its value. */
type Poison = readonly [fault: string, key: string, value: string];

const without = (n: number, key: string): string => {
  const { [key]: _, ...rest } = JSON.parse(recordOf(n)) as Record<string, unknown>;
  return JSON.stringify(rest);
};
const mac = (text: unknown, n: number): string => recordOf(n, { BackendData: { VNI: 1, VtepMAC: text } });
const key = (n: number): string => `10.244.${n}.0-24`;

/** Keys that name no subnet of a lease are mended by nothing but their removal. */
const BAD_KEYS: readonly Poison[] = [
  ['host bits', '10.244.22.5-24', recordOf(22)],
  ['no subnet', 'x', recordOf(23)],
  ['an address that is none', '10.244.999.0-24', recordOf(24)],
  ['no length', '10.244.25.0', recordOf(25)],
  ['a length that is none', '10.244.26.0-99', recordOf(26)],
  ['host bits of IPv6', '10.244.27.0-24&fd00:1::5-64', recordOf(27)],
  ['leading zeros', '10.244.028.0-24', recordOf(28)],
  ['a slash', '10.244.29.0-24/x', recordOf(29)],
  ['a name that would leave a line of a batch', '10.244.30.0-24\nroute flush table main', recordOf(30)],
  ['outside the network', '10.99.20.0-24', recordOf(31)],
  ['the whole network', '10.244.0.0-16', recordOf(32)],
  ['the whole world', '0.0.0.0-0', recordOf(33)],
  ['this node’s own subnet, in part', '10.244.1.128-25', recordOf(34)],
];

/** What is mended by a good value. */
const BAD_VALUES: readonly Poison[] = [
  ['no PublicIP', key(101), without(101, 'PublicIP')],
  ['no BackendType', key(102), without(102, 'BackendType')],
  ['VXLAN in capitals', key(103), recordOf(103, { BackendType: 'VXLAN' })],
  ['no BackendData', key(104), without(104, 'BackendData')],
  ['a MAC that is text', key(105), mac('hello', 105)],
  ['a VNI that is text', key(106), recordOf(106, { BackendData: { VNI: '1', VtepMAC: macOf(106) } })],
  ['no MAC', key(107), recordOf(107, { BackendData: { VNI: 1 } })],
  ['a group MAC', key(108), mac('ff:ff:ff:ff:ff:ff', 108)],
  ['a MAC of zeros', key(109), mac('00:00:00:00:00:00', 109)],
  ['the MAC of this node', key(110), mac(macOf(1), 110)],
  ['a MAC that is a list', key(111), mac([1], 111)],
  ['nothing', key(112), ''],
  ['no JSON', key(113), '{'],
  ['null', key(114), 'null'],
  ['a list', key(115), '[]'],
  ['a text of 1 MB', key(116), `{"PublicIP":"${'9'.repeat(1_000_000)}"}`],
  ['deep JSON', key(117), '['.repeat(50_000) + ']'.repeat(50_000)],
  ['this node’s address', key(118), recordOf(118, { PublicIP: '192.168.77.1' })],
  [
    'the address of another peer, and no MAC of its own',
    key(119),
    recordOf(119, { PublicIP: '192.168.77.2', BackendData: null }),
  ],
  ['an address inside the network', key(120), recordOf(120, { PublicIP: '10.244.9.9' })],
  ['a broadcast address', key(121), recordOf(121, { PublicIP: '255.255.255.255' })],
  ['a group address', key(122), recordOf(122, { PublicIP: '224.0.0.1' })],
  ['a loopback address', key(123), recordOf(123, { PublicIP: '127.0.0.1' })],
  ['no address', key(124), recordOf(124, { PublicIP: '0.0.0.0' })],
  ['an address that is a number', key(125), recordOf(125, { PublicIP: 3232235521 })],
  ['an IPv6 address for IPv4', key(126), recordOf(126, { PublicIP: 'fd00::1' })],
  ['a command for an address', key(127), recordOf(127, { PublicIP: '1.2.3.4 dev lo' })],
  ['another backend', key(128), recordOf(128, { BackendType: 'host-gw' })],
  ['a backend that is a number', key(129), recordOf(129, { BackendType: 1 })],
  ['backend data that is a text', key(130), recordOf(130, { BackendData: '{"VNI":1}' })],
  ['backend data that is a list', key(131), recordOf(131, { BackendData: [] })],
  ['an empty MAC', key(132), mac('', 132)],
  ['a MAC of eight bytes', key(133), mac('0a:00:00:00:00:00:00:85', 133)],
  ['a MAC and a command', key(134), mac('0a:00:00:00:00:86 dev lo', 134)],
  ['a public IP with a length', key(135), recordOf(135, { PublicIP: '192.168.77.135/24' })],
  ['a public IP with leading zeros', key(136), recordOf(136, { PublicIP: '192.168.077.136' })],
  ['a public IP with a line after it', key(137), recordOf(137, { PublicIP: '192.168.77.137\nflush' })],
  ['a name for a public IP', key(138), recordOf(138, { PublicIP: 'n138' })],
  ['a record within a text', key(139), JSON.stringify(recordOf(139))],
  ['two records in a row', key(140), recordOf(140) + recordOf(140)],
  ['a record that ends too soon', key(141), recordOf(141).slice(0, -1)],
  ['NUL bytes', key(142), 'a\u0000b'.replace('\u0000', '\\u0000')],
];

/** The report is written at most half a second late. */
const SOON = { timeout: 10_000, interval: 300 };

const numberIn = (text: string): number => Number(/^10\.244\.(\d+)/.exec(text)?.[1]);

/** The report lists no more than 50 records. */
const FAULTS: readonly (readonly [what: string, keys: readonly Poison[], values: readonly Poison[]])[] = [
  ['key', BAD_KEYS, []],
  ['value', [], BAD_VALUES],
];

test.for(FAULTS)(
  'a record with a %s that can’t be used costs only itself, is named, and is taken when it is mended',
  async ([, keys, values], { host }) => {
    const [etcd] = await etcdIn(host);
    for (const n of [1, 2, 3]) await putPeer(etcd, n);
    const agent = followEtcd(host, [etcd]);
    await routesTo(host, 2, 3);
    const bad = [...keys, ...values];
    for (const [, subnet, value] of bad) await etcd.put(keyOf(subnet), value);
    await putPeer(etcd, 200);
    await until('the last record is followed', async () =>
      (await peerRoutes(host)).includes('10.244.200.0/24'),
    );
    const unnamed = async (): Promise<string[]> => {
      const { leftOut } = await reportOf(host);
      const named = new Set(leftOut.flatMap(({ record, reason }) => (reason === '' ? [] : record)));
      return bad.filter(([, subnet]) => !named.has(keyOf(subnet))).map(([fault]) => fault);
    };
    await expect.poll(unnamed, SOON).toEqual([]);
    expect(await peerRoutes(host)).toEqual(['10.244.2.0/24', '10.244.200.0/24', '10.244.3.0/24']);
    for (const [, subnet] of keys) await etcd.ctl('del', '--', keyOf(subnet));
    for (const [, subnet] of values) await putPeer(etcd, numberIn(subnet));
    await expect.poll(async () => (await reportOf(host)).leftOut, SOON).toEqual([]);
    await expect.poll(async () => (await peerRoutes(host)).length, SOON).toBe(3 + values.length);
    expect(agent.said()).not.toContain('    at ');
  },
);

test('records that flanneld takes are taken, and are not this node’s to mend', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 1);
  const odd: readonly Poison[] = [
    ['no PublicIPv6', key(2), without(2, 'PublicIPv6')],
    ['no VNI', key(3), recordOf(3, { BackendData: { VtepMAC: macOf(3) } })],
    ['another VNI', key(4), recordOf(4, { BackendData: { VNI: 7, VtepMAC: macOf(4) } })],
    ['more than is known', key(5), recordOf(5, { Later: { a: 1 } })],
    ['both families where the network has one', '10.244.7.0-24&fd00:1::-64', recordOf(7)],
    ['a MAC in capitals', key(6), mac(macOf(10).toUpperCase(), 6)],
    ['keys in small letters', key(8), recordOf(8).replaceAll(/"(\w+)":/g, (word) => word.toLowerCase())],
  ];
  for (const [, subnet, value] of odd) await etcd.ctl('put', keyOf(subnet), value);
  const before = await recordsIn(etcd);
  followEtcd(host, [etcd]);
  await routesTo(host, 2, 3, 4, 5, 6, 7, 8);
  const after = await recordsIn(etcd);
  for (const [, subnet] of odd) expect(after.get(keyOf(subnet))).toBe(before.get(keyOf(subnet)));
});

test('a peer that moves to another subnet is followed there, before and after its old record goes', async ({
  host,
}) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2, 3]) await putPeer(etcd, n);
  followEtcd(host, [etcd]);
  await routesTo(host, 2, 3);
  await etcd.put(keyOf(4), recordOf(2));
  await until('the new subnet has a route', async () => (await peerRoutes(host)).includes('10.244.4.0/24'));
  await etcd.ctl('del', keyOf(2));
  await routesTo(host, 3, 4);
  const fdb = await host.sh('bridge fdb show dev flannel.1');
  expect(fdb.split('\n').filter((line) => line.includes(macOf(2)))).toEqual([
    expect.stringContaining('dst 192.168.77.2 '),
  ]);
});

test('a record with the MAC of another peer is left out until that peer goes', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2, 3]) await putPeer(etcd, n);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2, 3);
  const thief = {
    record: keyOf(4),
    reason: expect.stringContaining('subnet-10.244.2.0-24, too, which is older'),
  };
  const leftOut = async (): Promise<unknown> => (await reportOf(host)).leftOut;
  await etcd.put(keyOf(4), mac(macOf(2), 4));
  await expect.poll(leftOut, SOON).toEqual([thief]);
  // The peer that is older renews its lease: its record is then the one that was written last.
  await putPeer(etcd, 2);
  await putPeer(etcd, 5);
  await routesTo(host, 2, 3, 5);
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  followEtcd(host, [etcd]);
  await expect.poll(leftOut, SOON).toEqual([thief]);
  await routesTo(host, 2, 3, 5);
  expect(await host.sh('bridge fdb show dev flannel.1')).toContain(`${macOf(2)} dst 192.168.77.2 `);
  await etcd.ctl('del', keyOf(2));
  await routesTo(host, 3, 4, 5);
  expect(await host.sh('bridge fdb show dev flannel.1')).toContain(`${macOf(2)} dst 192.168.77.4 `);
});
