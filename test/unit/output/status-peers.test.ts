import { describe, expect, it } from 'vitest';
import type { PeerStatus } from '../../../src/health/index.ts';
import type { Address, NodeName, Prefix } from '../../../src/net/index.ts';
import { peerLines } from '../../../src/output/status/peers.ts';

const peersOf = (
  count: number,
  differ: Partial<PeerStatus> = {},
  which: readonly number[] = [],
): PeerStatus[] =>
  Array.from({ length: count }, (_, n) => ({
    name: `n${n}` as NodeName,
    family: 'ipv4',
    publicIP: `192.168.0.${n}` as Address,
    subnet: `10.244.${n}.0/24` as Prefix,
    via: 'overlay',
    objects: { route: 'ok', nexthop: 'ok', neighbor: 'ok', fdb: 'ok' },
    reach: n < 16 ? 'yes' : 'notProbed',
    ...(which.includes(n) ? differ : {}),
  }));

const linesOf = (peers: readonly PeerStatus[], failing = false, verbose = false): string[] =>
  peerLines({ peers }, { failing, verbose }).join('\n').split('\n');

describe('the peers of a status', () => {
  it('are listed up to 20, and past that those without problems are one line', () => {
    expect(linesOf(peersOf(20))).toHaveLength(21);
    expect(linesOf(peersOf(21))).toEqual([
      '21 peers, all objects match: 16 answered, 5 not probed (-v lists them)',
    ]);
    expect(linesOf(peersOf(21), false, true)).toHaveLength(22);
  });

  it('come first with problems, and are never folded away up to 20', () => {
    const lines = linesOf(peersOf(30, { reach: 'no' }, [7, 9]));
    expect(lines.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'PEER PUBLIC IP SUBNET ROUTE NEXTHOP NEIGHBOR FDB REACH',
      'n7 192.168.0.7 10.244.7.0/24 ok ok ok ok NO',
      'n9 192.168.0.9 10.244.9.0/24 ok ok ok ok NO',
      'REACH NO: no answer to ping (where ICMP is filtered: --no-probe)',
      '28 other peers, all objects match: 14 answered, 14 not probed (-v lists them)',
    ]);
  });

  it('with problems are counted past 20', () => {
    const all = peersOf(30, { reach: 'no' }, [...Array(30).keys()]);
    expect(linesOf(all)).toContain('… and 10 more peers with problems (-v lists them)');
  });

  it('that are healthy are left out where only failing ones are asked for', () => {
    expect(linesOf(peersOf(3, { reach: 'no' }, [2]), true)[1]).toMatch(/^n2 .* NO$/);
    expect(peerLines({ peers: peersOf(3) }, { failing: true, verbose: false })).toEqual([]);
  });
});
