import { describe, expect, it } from 'vitest';
import { countedSighting } from '../../../../../src/health/trace/live/sightings.ts';
import { watchedHops } from '../../../../../src/health/trace/live/watched-hops.ts';
import { traceBy } from '../../../../../src/health/trace/trace.ts';
import { recordedFacts } from '../../../../../src/host/facts/fact.ts';
import { FACTS, TRACED } from '../support.ts';

const facts = recordedFacts(JSON.parse(JSON.stringify(FACTS)) as Record<string, unknown>);

describe('the links that are watched', () => {
  it('are those of this node and of its pod, in the direction of the packet', async () => {
    const trace = await traceBy(TRACED, facts, { from: 'web-0', to: '10.244.2.7' });
    expect(
      watchedHops(trace).map(({ packet, link, netns = '', direction }) => [packet, netns, link, direction]),
    ).toEqual([
      ['request', '/run/netns/web', 'eth0', 'tx'],
      ['request', '', 'veth1', 'rx'],
      ['request', '', 'cni0', 'rx'],
      ['request', '', 'flannel.1', 'tx'],
      ['request', '', 'eth0', 'tx'],
      ['reply', '', 'eth0', 'rx'],
      ['reply', '', 'flannel.1', 'rx'],
      ['reply', '', 'cni0', 'tx'],
      ['reply', '', 'veth1', 'tx'],
      ['reply', '/run/netns/web', 'eth0', 'rx'],
    ]);
  });
});

describe('what links have counted', () => {
  const hop = { packet: 'request', index: 0, link: 'eth0', direction: 'tx' } as const;
  const grown = (packets: number, bytes: number) =>
    new Map([
      ['eth0 tx.packets', packets],
      ['eth0 tx.bytes', bytes],
    ]);

  it.each([
    ['packets that were sent', grown(0, 0), grown(3, 534), { seen: 'yes', packets: 3 }],
    ['ARP asks alone', grown(0, 0), grown(3, 126), { seen: 'no', packets: 0 }],
    ['nothing, beside other traffic before', grown(9, 9000), grown(0, 0), { seen: 'no', packets: 0 }],
    ['packets that may be other traffic', grown(1, 1500), grown(4, 2000), { seen: 'unclear', packets: 4 }],
  ])('%s', (_, idle, busy, expected) => {
    expect(countedSighting({ idle, busy }, hop, 164)).toEqual({ by: 'counters', ...expected });
  });
});
