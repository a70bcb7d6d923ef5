import { describe, expect, it } from 'vitest';
import type { NodeStatus, PeerStatus } from '../../../../src/health/index.ts';
import { addressesToPing } from '../../../../src/health/status/reach.ts';
import { countPeers, verdictsOf } from '../../../../src/health/status/verdict.ts';
import type { Address, NodeName, Prefix } from '../../../../src/net/index.ts';
import type { Change } from '../../../../src/state/index.ts';

const peer = (
  n: number,
  reach: PeerStatus['reach'] = 'yes',
  route: PeerStatus['objects']['route'] = 'ok',
): PeerStatus => ({
  name: `n${n}` as NodeName,
  family: 'ipv4',
  publicIP: `192.168.${n >> 8}.${n & 255}` as Address,
  subnet: `10.${n >> 8}.${n & 255}.0/24` as Prefix,
  via: 'overlay',
  objects: { route, nexthop: 'ok', neighbor: 'ok', fdb: 'ok' },
  reach,
});

const sysctl = (path: string): Change => ({
  action: 'update',
  key: `sysctl ${path}`,
  from: { kind: 'sysctl', path, value: '0' },
  to: { kind: 'sysctl', path, value: '1' },
  fields: [],
});

const finding = (check: string): NodeStatus['findings'][number] => ({
  check,
  message: '',
  hint: '',
  severity: 'warning',
  effect: 'outage',
});

const verdictOf = (status: Partial<NodeStatus>) =>
  verdictsOf({
    peers: [peer(1), peer(2)],
    pods: { attached: 1, detached: [] },
    findings: [],
    diff: { changes: [], unchanged: 9 },
    transaction: undefined,
    uplinkFailure: undefined,
    ...status,
  } as NodeStatus);

describe('a node is', () => {
  it.each<[string, Partial<NodeStatus>, object]>([
    ['OK', {}, { objects: 'match', peers: 'answered', pods: 'attached', checks: 'passed' }],
    ['OK', { peers: [] }, { peers: 'none' }],
    ['OK', { peers: [peer(1, 'notProbed')] }, { peers: 'notProbed' }],
    ['OK', { peers: [peer(1, 'unclear')] }, { peers: 'unclear' }],
    ['DRIFT', { diff: { changes: [sysctl('net/bridge/x')], unchanged: 8 } }, { objects: 'drift' }],
    ['DEGRADED', { peers: [peer(1), peer(2, 'no')] }, { peers: 'someCutOff' }],
    ['DEGRADED', { peers: [peer(1), peer(2, 'notProbed', 'missing')] }, { peers: 'someCutOff' }],
    ['DEGRADED', { pods: { attached: 1, detached: ['veth1'] } }, { pods: 'someDetached' }],
    ['DEGRADED', { findings: [finding('Firewall')] }, { checks: 'failed' }],
    ['BROKEN', { findings: [finding('Uplink')] }, { checks: 'failed' }],
    ['DEGRADED', { peers: [peer(1, 'no'), peer(2, 'no')] }, { peers: 'cutOff' }],
    ['DEGRADED', { peers: [peer(1, 'no'), peer(2, 'notProbed')] }, { peers: 'cutOff' }],
    ['BROKEN', { diff: { changes: [sysctl('net/ipv4/ip_forward')], unchanged: 8 } }, { objects: 'drift' }],
  ])('%s with %j', (node, status, parts) => {
    expect(verdictOf(status)).toMatchObject({ node, ...parts });
  });
});

it('a peer of two families counts once, as its worse one', () => {
  const both: PeerStatus[] = [peer(1), { ...peer(1, 'no'), family: 'ipv6' }, peer(2, 'notProbed')];
  expect(countPeers(both)).toEqual({
    all: 2,
    answered: 0,
    unclear: 0,
    notProbed: 1,
    cutOff: [],
    silent: ['n1'],
  });
});

it('all of a few peers are pinged, of many a sample and those with problems', () => {
  const peers = Array.from({ length: 1000 }, (_, i) => peer(i, 'notProbed', i === 777 ? 'missing' : 'ok'));
  expect(addressesToPing(peers.slice(0, 16))).toHaveLength(16);
  const many = addressesToPing(peers);
  expect(many).toHaveLength(17);
  expect(many[0]).toBe(peers[777]?.publicIP);
});
