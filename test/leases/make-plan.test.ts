import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../src/config/index.ts';
import { Failure } from '../../src/errors/index.ts';
import {
  checkPlan,
  makePlan,
  type NodeRequest,
  planDocument,
  type SubnetPlan,
  vtepMac,
} from '../../src/leases/index.ts';
import { prefixContains, prefixesOverlap } from '../../src/net/index.ts';
import { mac, prefix, request, requests, TINY, USUAL, vxlan } from './support.ts';

const SOURCE = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } };

const plan = (nodes: readonly NodeRequest[], previous?: SubnetPlan): SubnetPlan =>
  makePlan(vxlan(USUAL), SOURCE, nodes, previous);

const subnets = ({ nodes }: SubnetPlan): Record<string, string> =>
  Object.fromEntries(nodes.map(({ name, subnet }) => [name, subnet]));

const bytes = (made: SubnetPlan): string => JSON.stringify(planDocument(made));

/** What makePlan refuses, as text. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (thrown) {
    if (thrown instanceof Failure)
      return [...thrown.problems.map(({ message }) => message), thrown.message].join('\n');
    throw thrown;
  }
  return 'nothing';
}

describe('a plan', () => {
  it('gives pins first, then the lowest free subnets in byte order of the names', () => {
    const nodes = [request(10), request(9), request(2, { pin: prefix('10.244.1.0/24') })];
    expect(subnets(plan(nodes))).toEqual({
      'node-2': '10.244.1.0/24',
      'node-10': '10.244.2.0/24',
      'node-9': '10.244.3.0/24',
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

  it('never gives two nodes overlapping subnets, nor one outside the network', () => {
    fc.assert(
      fc.property(requests, (nodes) => {
        const given = plan(nodes).nodes.map(({ subnet }) => subnet);
        expect(given).toHaveLength(nodes.length);
        given.forEach((subnet, i) => {
          expect(prefixContains(USUAL.network, subnet)).toBe(true);
          expect(given.slice(i + 1).some((other) => prefixesOverlap(subnet, other))).toBe(false);
        });
      }),
    );
  });

  it('never moves a subnet when nodes join and leave', () => {
    const unpinned = requests.map((nodes) => nodes.map(({ pin: _, ...node }) => node));
    fc.assert(
      fc.property(requests, unpinned, fc.nat(40), (nodes, others, count) => {
        const before = plan(nodes);
        const stay = nodes.slice(0, count);
        const joining = others.filter((node) => !nodes.some(({ name }) => name === node.name));
        const macs = new Set(stay.map(({ vtepMac }) => vtepMac));
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
        const before = plan(nodes.filter(({ pin }, i) => i < count || pin !== undefined));
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
        expect(new Set(made.map((node) => node.vtepMac)).size).toBe(nodes.length);
        for (const { name, vtepMac: explicit } of nodes) {
          const node = made.find((one) => one.name === name);
          expect(node?.vtepMac).toBe(explicit ?? (node && vtepMac(node.subnet, 1)));
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
    expect(new Set(all.nodes.map(({ subnet }) => subnet)).size).toBe(5000);
    expect(all.nodes[4999]?.subnet).toBe('10.19.136.0/24');
  });
});

describe('a VTEP MAC', () => {
  const explicit = mac('02:00:00:00:00:0a');

  it('that was explicit in the previous plan is kept, even when the VNI changes', () => {
    const before = plan([request(1, { vtepMac: explicit }), request(2)]);
    const after = makePlan(vxlan(USUAL, 42), SOURCE, [request(1), request(2)], before);
    expect(after.nodes.map((node) => node.vtepMac)).toEqual([explicit, vtepMac(prefix('10.244.2.0/24'), 42)]);
  });

  it('in the node list wins over the previous plan', () => {
    const before = plan([request(1, { vtepMac: explicit })]);
    const other = mac('02:00:00:00:00:0b');
    expect(plan([request(1, { vtepMac: other })], before).nodes[0]?.vtepMac).toBe(other);
  });

  it('is in no plan without vxlan', () => {
    const made = makePlan({ ipv4: USUAL, backend: { type: 'host-gw' } }, SOURCE, [request(1)]);
    expect(planDocument(made).nodes).toEqual([
      { name: 'node-1', publicIP: '192.168.0.1', subnet: '10.244.1.0/24' },
    ]);
  });

  it("that is another node's derived one is refused", () => {
    const clash = request(2, { vtepMac: vtepMac(prefix('10.244.1.0/24'), 1) });
    expect(refusal(() => plan([request(1), clash]))).toContain(
      'node-1 and node-2 would have the same VTEP MAC 0e:2a:0a:f4:01:01',
    );
  });

  it('that the previous plan gave to one node is not given to another', () => {
    const before = plan([request(1, { vtepMac: explicit })]);
    expect(refusal(() => plan([request(1), request(2, { vtepMac: explicit })], before))).toContain(
      `node-1 and node-2 would have the same VTEP MAC ${explicit}`,
    );
  });
});

describe('no plan is made', () => {
  const before = plan([request(1), request(2)]);

  it.each([
    [
      'a pin differs from the previous plan',
      [request(1, { pin: prefix('10.244.9.0/24') })],
      /node-1 .*never moves/,
    ],
    [
      "a pin is another node's subnet",
      [request(1), request(3, { pin: prefix('10.244.1.0/24') })],
      /node-3 .*node-1 has/,
    ],
  ])('when %s', (_, nodes, expected) => {
    expect(refusal(() => plan(nodes, before))).toMatch(expected);
  });

  it('when the network changed under nodes that stay, all of whom it names', () => {
    const moved = refusal(() => makePlan(vxlan(TINY), SOURCE, [request(1), request(2), request(3)], before));
    expect(moved).toMatch(/node-1 has 10\.244\.1\.0\/24 .*not in the network 10\.99\.0\.0\/28/);
    expect(moved).toMatch(/node-2 has/);
    expect(moved).toMatch(/2 errors/);
  });

  it('when the network is full, and it says how many nodes have none', () => {
    const nodes = Array.from({ length: 10 }, (_, i) => request(i));
    expect(refusal(() => makePlan(vxlan(TINY), SOURCE, nodes))).toBe(
      'the network is full: 10.99.0.0/28 has 3 subnets for 10 nodes, so 7 have none: ' +
        'node-3, node-4, node-5, node-6, node-7 and 2 more',
    );
    expect(Object.keys(subnets(makePlan(vxlan(TINY), SOURCE, nodes.slice(0, 3))))).toHaveLength(3);
  });

  it('for a net-conf with IPv6', () => {
    const dual = { ...vxlan(USUAL), ipv6: network6 };
    expect(refusal(() => makePlan(dual, SOURCE, []))).toContain('IPv6 is not built yet');
  });
});

const network6 = {
  network: prefix('fd00::/56'),
  subnetLen: 64,
  subnetMin: 'fd00:0:0:1::',
  subnetMax: 'fd00:0:0:ff::',
} as typeof USUAL;

/** The node without an explicit MAC that is another's. */
function without(node: NodeRequest, macs: ReadonlySet<unknown>): NodeRequest {
  const { vtepMac: _, ...plain } = node;
  return macs.has(node.vtepMac) ? plain : node;
}
