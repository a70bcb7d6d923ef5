import { describe, expect, it } from 'vitest';
import type { CheckedNode, NodeCheck } from '../../../src/checks/check.ts';
import { ownMac } from '../../../src/checks/peers/entries/own-mac.ts';
import { sharedVtep } from '../../../src/checks/peers/entries/shared-vtep.ts';
import { staleNeighbors } from '../../../src/checks/peers/entries/stale-neighbors.ts';
import { underlayNeighbors } from '../../../src/checks/peers/entries/underlay-neighbors.ts';
import { forwardingEntriesOf } from '../../../src/host/facts/tables/fdb.ts';
import { neighborEntriesOf } from '../../../src/host/facts/tables/neighbors.ts';
import type { PathTo } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';
import { peerOf } from '../../support/example-node.ts';
import { found, NODE } from './support.ts';

type Json = Readonly<Record<string, unknown>>;

const vtep = (dst: string, lladdr: string, ...state: readonly string[]): Json => ({
  dst,
  dev: 'flannel.1',
  lladdr,
  state: state.length === 0 ? ['PERMANENT'] : state,
});
const entry = (mac: string, dst: string, ifname = 'flannel.1'): Json => ({
  mac,
  ifname,
  dst,
  flags: ['self'],
});
const onUplink = (dst: string, state: string): Json => ({ dst, dev: 'eth0', state: [state] });

const NEIGHBORS = [
  vtep('10.244.2.0', '02:00:00:00:00:02'),
  vtep('10.244.3.0', '02:00:00:00:00:03'),
  onUplink('192.168.1.2', 'REACHABLE'),
  onUplink('192.168.1.77', 'FAILED'),
];
const ENTRIES = [
  entry('02:00:00:00:00:02', '192.168.1.2'),
  entry('02:00:00:00:00:03', '192.168.1.3'),
  entry('00:00:00:00:00:00', '192.168.1.2'),
];

const nodeBy = (path: object): CheckedNode => ({
  ...NODE,
  network: { ...NODE.network, peers: [...NODE.network.peers, peerOf(3)] },
  ways: {
    ...NODE.ways,
    paths: new Map(['192.168.1.2', '192.168.1.3'].map((ip) => [ip as Address, path as PathTo])),
  },
});

const told = async (
  check: NodeCheck,
  neighbors: readonly Json[] = [],
  entries: readonly Json[] = [],
  node = nodeBy({ dev: 'eth0' }),
): Promise<string[]> => {
  const facts = {
    'neighbors of all links': neighborEntriesOf([...NEIGHBORS, ...neighbors]),
    'FDB entries': forwardingEntriesOf([...ENTRIES, ...entries]),
    links: [{ ifname: 'flannel.1', address: '02:00:00:00:00:01' }],
  };
  return (await found(check, node, facts)).map(({ message }) => message);
};

it.each([ownMac, sharedVtep, staleNeighbors, underlayNeighbors])(
  '$name finds nothing where each peer has entries of its own',
  async (check) => {
    expect(await told(check)).toEqual([]);
  },
);

describe('on the underlay', () => {
  it.each(['FAILED', 'INCOMPLETE'])('a peer does not answer: %s', async (state) => {
    expect(await told(underlayNeighbors, [onUplink('192.168.1.3', state)])).toEqual([
      'n3 does not answer ARP for its public IP 192.168.1.3 on eth0',
    ]);
  });

  it('several peers do not answer: one finding', async () => {
    const entries = [onUplink('192.168.1.2', 'FAILED'), onUplink('192.168.1.3', 'FAILED')];
    expect(await told(underlayNeighbors, entries)).toEqual([
      '2 peers do not answer ARP on eth0: n2 (192.168.1.2), n3 (192.168.1.3)',
    ]);
  });

  it('a peer of both families does not answer: one finding for each, as it is asked', async () => {
    const node = nodeBy({ dev: 'eth0' });
    const six = 'fd00:192:168:1::3';
    const dual: CheckedNode = {
      ...node,
      network: { ...node.network, peers: [peerOf(3, '46')] },
      ways: {
        ...node.ways,
        paths: new Map([...node.ways.paths, [six as Address, { dev: 'eth0' } as PathTo]]),
      },
    };
    const entries = [onUplink('192.168.1.3', 'FAILED'), onUplink(six, 'FAILED')];
    expect(await told(underlayNeighbors, entries, [], dual)).toEqual([
      'n3 does not answer ARP for its public IP 192.168.1.3 on eth0',
      `n3 does not answer neighbor discovery for its public IP ${six} on eth0`,
    ]);
  });

  it('the router before peers does not answer', async () => {
    const node = nodeBy({ dev: 'eth0', gateway: '192.168.1.254' });
    expect(await told(underlayNeighbors, [onUplink('192.168.1.254', 'FAILED')], [], node)).toEqual([
      'the router 192.168.1.254 does not answer ARP on eth0: packets to n2, n3 go by it',
    ]);
  });

  it('an answer on another link does not count', async () => {
    const other = { dst: '192.168.1.3', dev: 'eth1', state: ['FAILED'] };
    expect(await told(underlayNeighbors, [other])).toEqual([]);
  });
});

describe('on the overlay', () => {
  it('two peers share a public IP', async () => {
    expect(await told(sharedVtep, [], [entry('02:00:00:00:00:04', '192.168.1.3')])).toEqual([
      'several peers have the public IP 192.168.1.3: the VTEPs 02:00:00:00:00:03, 02:00:00:00:00:04',
    ]);
    expect(await told(sharedVtep, [], [entry('02:00:00:00:00:04', '192.168.1.3', 'vxlan7')])).toEqual([]);
  });

  it('two peers share a MAC', async () => {
    expect(await told(sharedVtep, [vtep('10.244.4.0', '02:00:00:00:00:03')])).toEqual([
      'several peers have the VTEP MAC 02:00:00:00:00:03: 10.244.3.0, 10.244.4.0',
    ]);
  });

  it('a peer has the MAC of this node', async () => {
    expect(await told(ownMac, [vtep('10.244.3.0', '02:00:00:00:00:01')])).toEqual([
      "n3 has the MAC of this node's own flannel.1, 02:00:00:00:00:01",
    ]);
  });

  it('a neighbor is of no peer', async () => {
    expect(await told(staleNeighbors, [vtep('10.244.9.0', '02:00:00:00:00:09')])).toEqual([
      'a neighbor on the overlay is of no known peer: 10.244.9.0',
    ]);
    const others = [
      vtep('10.244.9.0', '02:00:00:00:00:09', 'FAILED'),
      vtep('224.0.0.22', '01:00:5e:00:00:16', 'NOARP'),
      { ...vtep('10.244.9.0', '02:00:00:00:00:09'), dev: 'cni0' },
    ];
    expect(await told(staleNeighbors, others)).toEqual([]);
  });
});
