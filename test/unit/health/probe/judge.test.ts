import { expect, test } from 'vitest';
import type { Path } from '../../../../src/backends/index.ts';
import { pathFindings } from '../../../../src/health/probe/judge.ts';
import type { LossMeasurement, PathMeasurement } from '../../../../src/health/probe/measure.ts';
import { pathsTo } from '../../../../src/health/probe/path.ts';
import { largestFitting } from '../../../../src/health/probe/sweep.ts';
import type { Address, LinkName } from '../../../../src/net/index.ts';
import { NODE } from '../../checks/support.ts';

const [PATH] = NODE.network.peers.flatMap((peer) => pathsTo(NODE, peer));
if (PATH === undefined) throw new Error('the example has no peer');

const YES = { received: 1 };
const NO = { received: 0 };
const WELL: PathMeasurement = { path: PATH, underlay: YES, target: YES, bridge: YES, full: YES };
const ASKER = { self: 'n1', repair: 'flannelctl join', suspects: [] };

const loss = (
  grown: Readonly<Record<string, number>>,
  more: Partial<LossMeasurement> = {},
  underlay = YES,
): string[] =>
  pathFindings(
    {
      ...WELL,
      underlay,
      target: NO,
      bridge: NO,
      full: NO,
      loss: { answer: NO, grown: new Map(Object.entries(grown)), isUnresolved: false, ...more },
    },
    ASKER,
  ).map(({ check, effect, message }) => `${check} ${effect} ${message}`);

test('the path to a peer has its VTEP, its bridge and what fits', () => {
  expect(PATH).toMatchObject({
    peer: 'n2',
    publicIP: '192.168.1.2',
    tunnel: { link: 'flannel.1', port: 8472 },
    target: '10.244.2.0',
    bridge: '10.244.2.1',
    inner: 1450,
    overhead: 50,
  });
});

test.each<readonly [string, ReadonlyMap<Address, Path>, string]>([
  ['on the same link without it', new Map([[PATH.publicIP, { dev: 'eth0' as LinkName }]]), '10.244.2.1'],
  [
    'behind a router by it',
    new Map([[PATH.publicIP, { dev: 'eth0' as LinkName, gateway: '192.168.1.254' as Address }]]),
    '10.244.2.0',
  ],
  ['that no route leads to by it, as its objects are made', new Map(), '10.244.2.0'],
])('with DirectRouting, a peer is asked by the overlay or not: %s', (_, paths, target) => {
  const backend = { ...NODE.network.backend, directRouting: true };
  const node = { ...NODE, network: { ...NODE.network, backend, paths } };
  const [path] = node.network.peers.flatMap((peer) => pathsTo(node, peer));
  expect(path).toMatchObject({ target, overhead: target === '10.244.2.1' ? 0 : 50 });
});

test('a peer that answers has no finding', () => {
  expect(pathFindings(WELL, ASKER)).toEqual([]);
  expect(pathFindings({ ...WELL, pods: 'unreachable' }, ASKER)).toEqual([]);
});

test.each([
  ['flannel.1 drops what is for n2', { 'flannel.1 tx.dropped': 3 }, {}],
  [
    'n2 sends to another MAC',
    { 'flannel.1 rx.otherhost': 3, UdpInDatagrams: 3, 'flannel.1 rx.packets': 3 },
    {},
  ],
  ['with another VNI', { 'flannel.1 tx.packets': 3, UdpInDatagrams: 3 }, {}],
  [
    'UDP port 8472 of n2 (192.168.1.2) is closed',
    { 'flannel.1 tx.packets': 3 },
    { portRefusal: 'ECONNREFUSED' },
  ],
  ['UDP port 8472 of n2 (192.168.1.2) is closed', { 'flannel.1 tx.packets': 3, IcmpInDestUnreachs: 3 }, {}],
  ['where nothing listens on this node', { UdpNoPorts: 3 }, {}],
  ['the reverse path filter of this node', { TcpExtIPReversePathFilter: 3 }, {}],
  ['a wrong UDP checksum', { UdpInCsumErrors: 3 }, {}],
  ['a firewall rule of this node dropped', { 'rule table ip x, chain i: udp dport 8472 drop': 3 }, {}],
  ['the firewall of this node drops', {}, { answer: { received: 0, refusal: 'Operation not permitted' } }],
  ['this node has no route', {}, { answer: { received: 0, refusal: 'Network is unreachable' } }],
  ['answers of n2 arrive on flannel.1', { 'flannel.1 rx.packets': 3 }, {}],
  ['nothing wrong is found here', { 'flannel.1 tx.packets': 3, 'flannel.1 tx.dropped': 4 }, {}],
])('PeerLoss: … %s …', (message, grown, more) => {
  const found = loss(grown, more);
  expect(found).toEqual([expect.stringContaining(message)]);
  expect(found[0]).toMatch(/^PeerLoss outage /);
});

test('a peer that is silent on the underlay, too', () => {
  expect(loss({ 'flannel.1 tx.packets': 3 }, {}, NO)).toEqual([
    expect.stringContaining('nor on the pod network'),
  ]);
  expect(loss({}, { isUnresolved: true }, NO)).toEqual([
    expect.stringContaining('nobody has the address 192.168.1.2 of n2'),
  ]);
});

test('what is typed on the peer names this node; what this node has found is the cause', () => {
  const lost = { ...WELL, target: NO, full: NO, loss: { answer: NO, grown: new Map(), isUnresolved: false } };
  expect(pathFindings(lost, ASKER)[0]?.hint).toBe('On n2: flannelctl diagnose --peer n1');
  const [finding] = pathFindings(lost, { ...ASKER, suspects: ['Firewall'] });
  expect(finding?.follows).toEqual(['Firewall']);
  expect(finding?.message).toBe('n2 does not answer on the pod network');
});

test('the MTU verdict has what fits, and what the underlay carries', () => {
  const [finding] = pathFindings({ ...WELL, full: NO, size: { fits: 1350, carries: 1400 } }, ASKER);
  expect(finding?.message).toBe(
    'large packets to n2 are lost: 1350 bytes fit, 1351 do not; the underlay path carries 1400, and 1500 are needed',
  );
  expect(finding?.hint).toContain('"MTU": 1400');
});

test('a bridge or pods that are silent are told', () => {
  const checks = pathFindings({ ...WELL, bridge: NO, pods: 'silent' }, ASKER).map(({ check }) => check);
  expect(checks).toEqual(['PeerBridge', 'PeerPods']);
});

test.each([576, 577, 1000, 1349, 1350, 1398, 1399])('a sweep finds that %i fits', async (largest) => {
  let asked = 0;
  const fits = async (size: number): Promise<boolean> => {
    asked += 1;
    return size <= largest;
  };
  expect(await largestFitting(fits, 576, 1400)).toBe(largest);
  expect(asked).toBeLessThan(40);
});
