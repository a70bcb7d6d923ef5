import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import type { NodeRequest } from '../../../src/leases/index.ts';
import type { NodeName } from '../../../src/net/index.ts';
import { readPeers } from '../../../src/node/resolve/peers.ts';
import { hasLeft, refuseSharedSubnets } from '../../../src/node/resolve/refuse-nodes.ts';

const OWN = readPeers(['n1=192.168.1.1,10.244.1.0/24']);
const LISTED = readPeers(['n3=192.168.1.3,10.244.3.0/24']);
const BACKEND = { type: 'host-gw' } as const;

function refusal(peers: readonly NodeRequest[], nodes: readonly NodeRequest[]): Failure {
  try {
    refuseSharedSubnets(nodes, { own: 'n1' as NodeName, peers, backend: BACKEND });
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

describe('a subnet of two nodes', () => {
  it.each([
    ['this node’s', 'n2=192.168.1.2,10.244.1.0/24', '10.244.1.0/24 is the subnet of this node, n1'],
    ['that of a listed node', 'n9=192.168.1.9,10.244.3.0/24', '10.244.3.0/24 is the subnet of n3'],
  ])('that a peer was mistyped with: %s', (_, text, what) => {
    const peers = readPeers([text]);
    for (const nodes of [
      [...LISTED, ...peers, ...OWN],
      [...OWN, ...peers, ...LISTED],
    ]) {
      const { message, hint } = refusal(peers, nodes);
      expect(message).toBe(`--peer ${text}: ${what}`);
      expect(hint).not.toContain('reset');
    }
  });

  it('that two peers were given with names the later one', () => {
    const peers = readPeers(['n2=192.168.1.2,10.244.2.0/24', 'n9=192.168.1.9,10.244.2.0/24']);
    expect(refusal(peers, [...peers, ...OWN]).message).toBe(
      '--peer n9=192.168.1.9,10.244.2.0/24: 10.244.2.0/24 is the subnet of n2',
    );
  });

  it('that a list has twice is told without a peer', () => {
    const nodes = [...readPeers(['n3=192.168.1.3,10.244.1.0/24']), ...OWN];
    expect(refusal([], nodes).message).toBe('the subnet 10.244.1.0/24 of n1 is also that of n3');
  });
});

it('a node that has left the plan is told of reset', () => {
  const { message, hint } = hasLeft('n1' as NodeName, LISTED);
  expect(message).toContain('node n1 is not in the plan any more');
  expect(hint).toContain('flannelctl reset');
  expect(hint).toContain('n3');
});
