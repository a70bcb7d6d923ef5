import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vtepMac } from '../../../src/backends/index.ts';
import {
  checkPlan,
  makePlan,
  type NodeRequest,
  planDocument,
  type SubnetPlan,
} from '../../../src/leases/index.ts';
import { type Address, prefixContains, prefixesOverlap } from '../../../src/net/index.ts';
import { parseSource } from '../../../src/text/index.ts';
import {
  mac,
  macOf,
  plan,
  prefix,
  refusal,
  request,
  requests,
  SOURCE,
  subnets,
  USUAL,
  vxlan,
} from './support.ts';

const NOBODY = '192.168.0.0' as Address;

const bytes = (made: SubnetPlan): string => JSON.stringify(planDocument(made));

describe('a plan', () => {
  it('gives pins first, then the lowest free subnets in natural order of the names', () => {
    const nodes = [request(9), request(10), request(2, { pin: prefix('10.244.1.0/24') })];
    expect(subnets(plan(nodes))).toEqual({
      'node-2': '10.244.1.0/24',
      'node-9': '10.244.2.0/24',
      'node-10': '10.244.3.0/24',
    });
  });

  it('keeps what was given by another order of names', () => {
    const before = plan([request(10)]);
    expect(subnets(plan([request(2), request(10)], before))).toEqual({
      'node-10': '10.244.1.0/24',
      'node-2': '10.244.2.0/24',
    });
  });

  it('has its nodes in numeric order of their subnets', () => {
    const nodes = [
      request(1, { pin: prefix('10.244.100.0/24') }),
      request(2, { pin: prefix('10.244.20.0/24') }),
    ];
    expect(plan(nodes).nodes.map(({ name }) => name)).toEqual(['node-2', 'node-1']);
  });

  it('gives a freed subnet to the next new node', () => {
    const before = plan([request(1), request(2), request(3)]);
    const after = plan([request(1), request(3), request(4)], before);
    expect(subnets(after)).toEqual({
      'node-1': '10.244.1.0/24',
      'node-4': '10.244.2.0/24',
      'node-3': '10.244.3.0/24',
    });
  });

  it('gives a freed subnet to a node that is pinned to it', () => {
    const before = plan([request(1), request(2)]);
    const after = plan([request(2), request(3, { pin: prefix('10.244.1.0/24') })], before);
    expect(subnets(after)).toEqual({ 'node-3': '10.244.1.0/24', 'node-2': '10.244.2.0/24' });
  });

  it('never gives two nodes overlapping subnets, nor one outside the network', () => {
    fc.assert(
      fc.property(requests, (nodes) => {
        const given = plan(nodes).nodes.flatMap(({ ipv4 }) => ipv4?.subnet ?? []);
        expect(given).toHaveLength(nodes.length);
        given.forEach((subnet, i) => {
          expect(prefixContains(USUAL.network, subnet)).toBe(true);
          expect(given.slice(i + 1).some((other) => prefixesOverlap(subnet, other))).toBe(false);
        });
      }),
    );
  });

  it('never moves a subnet when nodes join and leave', () => {
    const unpinned = requests.map((nodes) =>
      nodes.map(({ name, ipv4 }) => ({ name, ipv4: { publicIP: ipv4?.publicIP ?? NOBODY } })),
    );
    fc.assert(
      fc.property(requests, unpinned, fc.nat(40), (nodes, others, count) => {
        const before = plan(nodes);
        const stay = nodes.slice(0, count);
        const joining = others.filter((node) => !nodes.some(({ name }) => name === node.name));
        const macs = new Set(stay.map(({ ipv4 }) => macOf(ipv4)));
        const after = plan([...joining.map((node) => without(node, macs)), ...stay], before);
        for (const { name } of stay) expect(subnets(after)[name]).toBe(subnets(before)[name]);
        expect(after.nodes).toHaveLength(stay.length + joining.length);
      }),
    );
  });

  it('is the same to the byte whatever the order of the nodes and of the previous plan', () => {
    const shuffled = requests.chain((nodes) =>
      fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length }), fc.nat(40)),
    );
    fc.assert(
      fc.property(shuffled, ([nodes, mixed, count]) => {
        const before = plan(nodes.filter(({ ipv4 }, i) => i < count || ipv4?.pin !== undefined));
        const reversed = { ...before, nodes: before.nodes.toReversed() };
        expect(bytes(plan(mixed))).toBe(bytes(plan(nodes)));
        expect(bytes(plan(mixed, reversed))).toBe(bytes(plan(nodes, before)));
      }),
    );
  });

  it('made again of itself is the same', () => {
    fc.assert(
      fc.property(requests, (nodes) => {
        const once = plan(nodes);
        expect(plan(nodes, once)).toEqual(once);
      }),
    );
  });

  it('gives every node a MAC of its own: the explicit one, else the derived one', () => {
    fc.assert(
      fc.property(requests, (nodes) => {
        const made = plan(nodes).nodes;
        expect(new Set(made.map(({ ipv4 }) => macOf(ipv4))).size).toBe(nodes.length);
        for (const { name, ipv4: asked } of nodes) {
          const own = made.find((one) => one.name === name)?.ipv4;
          expect(macOf(own)).toBe(macOf(asked) ?? (own && vtepMac(own.subnet, 1)));
        }
      }),
    );
  });

  it('is read back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (nodes) => {
        const made = plan(nodes);
        const { source, root, problems } = await parseSource('plan.json', bytes(made));
        const read = root && checkPlan(root, source);
        expect([...problems, ...(read?.problems ?? [])]).toEqual([]);
        expect(read?.plan && bytes(read.plan)).toBe(bytes(made));
      }),
    );
  });

  it('is made for 5,000 nodes', () => {
    const wide = {
      ...USUAL,
      network: prefix('10.0.0.0/8'),
      subnetMin: '10.0.1.0',
      subnetMax: '10.255.255.0',
    };
    const nodes = Array.from({ length: 5000 }, (_, i) => request(i));
    const half = makePlan(vxlan(wide as typeof USUAL), SOURCE, nodes.slice(0, 2500));
    const all = makePlan(vxlan(wide as typeof USUAL), SOURCE, nodes, half);
    expect(new Set(all.nodes.map(({ ipv4 }) => ipv4?.subnet)).size).toBe(5000);
    expect(all.nodes[4999]?.ipv4?.subnet).toBe('10.19.136.0/24');
  });
});

describe('a VTEP MAC', () => {
  const explicit = mac('02:00:00:00:00:0a');

  it('that was explicit in the previous plan is kept, even when the VNI changes', () => {
    const before = plan([request(1, { data: { vtepMac: explicit } }), request(2)]);
    const after = makePlan(vxlan(USUAL, 42), SOURCE, [request(1), request(2)], before);
    expect(after.nodes.map(({ ipv4 }) => macOf(ipv4))).toEqual([
      explicit,
      vtepMac(prefix('10.244.2.0/24'), 42),
    ]);
  });

  it('in the node list wins over the previous plan', () => {
    const before = plan([request(1, { data: { vtepMac: explicit } })]);
    const other = mac('02:00:00:00:00:0b');
    expect(macOf(plan([request(1, { data: { vtepMac: other } })], before).nodes[0]?.ipv4)).toBe(other);
  });

  it('is in no plan without vxlan', () => {
    const made = makePlan({ ipv4: USUAL, backend: { type: 'host-gw' } }, SOURCE, [request(1)]);
    expect(planDocument(made).nodes).toEqual([
      { name: 'node-1', publicIP: '192.168.0.1', subnet: '10.244.1.0/24' },
    ]);
  });

  it("that is another node's derived one is refused", () => {
    const clash = request(2, { data: { vtepMac: vtepMac(prefix('10.244.1.0/24'), 1) } });
    expect(refusal(() => plan([request(1), clash]))).toContain(
      'node-1 and node-2 would have the same VTEP MAC 0e:2a:0a:f4:01:01',
    );
  });

  it('that the previous plan gave to one node is not given to another', () => {
    const before = plan([request(1, { data: { vtepMac: explicit } })]);
    expect(refusal(() => plan([request(1), request(2, { data: { vtepMac: explicit } })], before))).toContain(
      `node-1 and node-2 would have the same VTEP MAC ${explicit}`,
    );
  });
});

/** The node without an explicit MAC that is another's. */
function without(node: NodeRequest, macs: ReadonlySet<unknown>): NodeRequest {
  if (node.ipv4 === undefined || !macs.has(macOf(node.ipv4))) return node;
  const { data: _, ...plain } = node.ipv4;
  return { ...node, ipv4: plain };
}
