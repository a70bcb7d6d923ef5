import { describe, expect, it } from 'vitest';
import type { CheckedNode } from '../../../../src/checks/index.ts';
import { type Station, traceStations } from '../../../../src/health/trace/bundles.ts';
import { brokenHop, type Trace } from '../../../../src/health/trace/model.ts';
import { readNames } from '../../../../src/health/trace/trace.ts';
import { recordedFacts } from '../../../../src/host/facts/fact.ts';
import { traceText } from '../../../../src/output/trace/text.ts';
import { FACTS, LINKS, PEER_MAC, TRACED } from './support.ts';

/** What n1 has, and what n2 has in its place. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/^n1$/, 'n2'],
  [/\b10\.244\.1\./g, '10.244.2.'],
  [/\b192\.168\.1\.1\b/g, '192.168.1.2'],
  [/0e:2a:0a:f4:01:01/g, PEER_MAC],
  [/\bweb\b/g, 'db'],
];

const BACK: readonly (readonly [RegExp, string])[] = [
  [/^n2$/, 'n1'],
  [/\b10\.244\.2\./g, '10.244.1.'],
  [/\b192\.168\.1\.2\b/g, '192.168.1.1'],
  [new RegExp(PEER_MAC, 'g'), '0e:2a:0a:f4:01:01'],
];

const mirrorText = (text: string): string => {
  const [pattern, other] = [...PAIRS, ...BACK].find(([one]) => text.search(one) >= 0) ?? [/^$/, ''];
  return text.replace(pattern, other);
};

/** The same as the other node has it. */
function mirror(value: unknown): unknown {
  if (typeof value === 'string') return mirrorText(value);
  if (Array.isArray(value)) return value.map(mirror);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [mirror(key), mirror(one)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [mirrorText(key), mirror(one)]));
}

async function station(node: CheckedNode, facts: object): Promise<Station> {
  const recorded = recordedFacts(JSON.parse(JSON.stringify(facts)) as Record<string, unknown>);
  return { names: await readNames(node, recorded), facts: recorded };
}

const FAR = mirror(TRACED) as CheckedNode;
const FAR_FACTS = mirror(FACTS) as typeof FACTS;

async function traced(from: string, to: string, far: object = {}, node = FAR): Promise<Trace> {
  const [n1, n2] = [await station(TRACED, FACTS), await station(node, { ...FAR_FACTS, ...far })];
  return traceStations([n2, n1], { from, to });
}

describe('a path of which both nodes are known', () => {
  it('is read to its end, and back', async () => {
    const found = await traced('web-0', 'db-0');
    expect(brokenHop(found)?.problem).toBeUndefined();
    await expect(traceText(found, true)).toMatchFileSnapshot('../../../golden/trace/both-ends.txt');
  });

  it('is the same from the other end', async () => {
    const found = await traced('db-0', '10.244.1.2');
    expect(found).toMatchObject({ node: 'n2', farNode: 'n1' });
    expect(brokenHop(found)).toBeUndefined();
  });

  it.each<[string, object, string, string]>([
    [
      'another VNI',
      {
        links: FAR_FACTS.links.map((link) =>
          link.ifname === 'flannel.1'
            ? { ...link, linkinfo: { info_kind: 'vxlan', info_data: { id: 2, port: 8472 } } }
            : link,
        ),
      },
      'n1 sends with VNI 1, but flannel.1 has 2',
      'OverlayLink',
    ],
    [
      'another MAC',
      {
        links: FAR_FACTS.links.map((link) =>
          link.ifname === 'flannel.1' ? { ...link, address: '02:00:00:00:00:99' } : link,
        ),
      },
      `n1 sends to the MAC ${PEER_MAC}, but flannel.1 has 02:00:00:00:00:99`,
      'OverlayLink',
    ],
    [
      'another address',
      { links: FAR_FACTS.links.map((link) => (link.ifname === 'eth0' ? { ...link, addr_info: [] } : link)) },
      'no link has 192.168.1.2, to which n1 sends',
      'Uplink',
    ],
    [
      'no FDB entry for the reply',
      { 'FDB entries': [] },
      'there is no FDB entry for 0e:2a:0a:f4:01:01 on flannel.1',
      'PeerFdb',
    ],
  ])('breaks at the far node that has %s', async (_, far, message, check) => {
    const hop = brokenHop(await traced('web-0', '10.244.2.2', far));
    expect(hop).toMatchObject({ node: 'n2', problem: { message, check } });
  });

  it('breaks where the far node does not know the near one', async () => {
    const alone = { ...FAR, network: { ...FAR.network, peers: [] } };
    const hop = brokenHop(await traced('web-0', '10.244.2.2', {}, alone));
    expect(hop?.problem?.message).toBe('the list of nodes of n2 has no node with 10.244.1.2, which is on n1');
  });

  it('is read on one node alone where that has both ends, or no other is given', async () => {
    const found = await traced('web-0', '10.244.1.1');
    expect(found.node).toBe('n1');
    expect(found.farNode).toBeUndefined();
  });

  it('is refused where two bundles are of one node, and where host may be either', async () => {
    const n1 = await station(TRACED, { ...FACTS, links: LINKS });
    await expect(traceStations([n1, n1], { from: 'web-0', to: 'n2' })).rejects.toMatchObject({
      message: 'two of the bundles are of n1',
    });
    await expect(traced('host', 'db-0')).rejects.toMatchObject({
      exit: 'usage',
      hint: 'Name the node: n2, n1.',
    });
  });
});
