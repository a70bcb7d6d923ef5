import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subnetIndex } from '../../../src/flannel/index.ts';
import { checkPlan, makePlan, type NodeRequest, planDocument } from '../../../src/leases/index.ts';
import { FAMILY_NAMES } from '../../../src/net/index.ts';
import { parseSource } from '../../../src/text/index.ts';
import {
  bothSubnets,
  dual,
  dualRequests,
  macOf,
  network,
  prefix,
  refusal,
  request,
  request6,
  USUAL,
  USUAL6,
  vxlan,
  vxlan6,
} from './support.ts';

const SOURCE = {
  Network: '10.244.0.0/16',
  EnableIPv6: true,
  IPv6Network: 'fd00:10:244::/56',
  Backend: { Type: 'vxlan' },
};

const both = (number: number): NodeRequest => ({ ...request(number), ipv6: request6(number) });
const six = ({ name, ipv6 = request6(0) }: NodeRequest): NodeRequest => ({ name, ipv6 });

const bytes = (...args: Parameters<typeof makePlan>): string =>
  JSON.stringify(planDocument(makePlan(...args)));

describe('a plan of both families', () => {
  it('gives a node subnets at the same place of both networks', () => {
    expect(bothSubnets(makePlan(dual(), SOURCE, [both(2), both(1)]))).toEqual({
      'node-1': '10.244.1.0/24 fd00:10:244:1::/64',
      'node-2': '10.244.2.0/24 fd00:10:244:2::/64',
    });
  });

  it('has the IPv4 subnet follow an IPv6 one that is pinned', () => {
    const pinned = { ...request(2), ipv6: request6(2, { pin: prefix('fd00:10:244:1::/64') }) };
    expect(bothSubnets(makePlan(dual(), SOURCE, [both(1), pinned]))).toEqual({
      'node-2': '10.244.1.0/24 fd00:10:244:1::/64',
      'node-1': '10.244.2.0/24 fd00:10:244:2::/64',
    });
  });

  it('gives a free subnet where there is none at that place', () => {
    const few = network('fd00::/124', 126, 'fd00::8', 'fd00::c');
    expect(bothSubnets(makePlan(dual(USUAL, few), SOURCE, [both(1), both(2)]))).toEqual({
      'node-1': '10.244.1.0/24 fd00::c/126',
      'node-2': '10.244.2.0/24 fd00::8/126',
    });
  });

  it('gives a free subnet where another node has one of another length at that place', () => {
    const holder = six({ ...both(9), ipv6: request6(9, { pin: prefix('fd00:10:244:1:8000::/65') }) });
    const wide = six({ ...both(8), ipv6: request6(8, { pin: prefix('fd00:10:244:2::/63') }) });
    expect(bothSubnets(makePlan(dual(), SOURCE, [both(1), both(2), holder, wide]))).toMatchObject({
      'node-1': '10.244.1.0/24 fd00:10:244:4::/64',
      'node-2': '10.244.2.0/24 fd00:10:244:5::/64',
    });
  });

  it('lets a node lack a family, and counts its place as free there', () => {
    const nodes = [request(1), six(both(2)), both(3)];
    const made = makePlan(dual(), SOURCE, nodes);
    expect(made.nodes.map(({ name }) => name)).toEqual(['node-1', 'node-3', 'node-2']);
    expect(bothSubnets(made)).toEqual({
      'node-1': '10.244.1.0/24 -',
      'node-3': '10.244.2.0/24 fd00:10:244:2::/64',
      'node-2': '- fd00:10:244:1::/64',
    });
  });

  it('is full where one family is, and says of how many nodes that have it', () => {
    const tiny = network('fd00::/124', 126, 'fd00::4', 'fd00::c');
    const nodes = [...[1, 2, 3, 4, 5].map(both), request(6)];
    expect(refusal(() => makePlan(dual(USUAL, tiny), SOURCE, nodes))).toBe(
      'the network is full: fd00::/124 has 3 subnets for 5 nodes, so 2 have none: node-4, node-5',
    );
  });

  it('is aligned for every node that has both, where nothing is pinned in IPv6', () => {
    const unpinned = dualRequests.map((nodes) =>
      nodes.map(({ ipv6, ...node }, i) => (ipv6 === undefined ? node : { ...node, ipv6: request6(i) })),
    );
    fc.assert(
      fc.property(unpinned, (nodes) => {
        for (const { ipv4, ipv6 } of makePlan(dual(), SOURCE, nodes).nodes)
          if (ipv4 !== undefined && ipv6 !== undefined)
            expect(subnetIndex(USUAL6, ipv6.subnet)).toBe(subnetIndex(USUAL, ipv4.subnet));
      }),
    );
  });

  it('gives every node just the families that it asks for, and its MACs and pins', () => {
    fc.assert(
      fc.property(dualRequests, (nodes) => {
        const made = new Map(makePlan(dual(), SOURCE, nodes).nodes.map((node) => [node.name, node]));
        for (const node of nodes)
          for (const family of FAMILY_NAMES) {
            const [asked, own] = [node[family], made.get(node.name)?.[family]];
            expect(own?.publicIP).toBe(asked?.publicIP);
            expect(own?.subnet).toBe(asked?.pin ?? own?.subnet);
            expect(macOf(own)).toBe(macOf(asked) ?? macOf(own));
          }
        for (const family of FAMILY_NAMES) {
          const own = [...made.values()].flatMap((node) => node[family] ?? []);
          expect(new Set(own.map(({ subnet }) => subnet)).size).toBe(own.length);
          expect(new Set(own.map(macOf)).size).toBe(own.length);
        }
      }),
    );
  });

  it('is the same to the byte whatever the order of the nodes, and made again of itself', () => {
    const shuffled = dualRequests.chain((nodes) =>
      fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })),
    );
    fc.assert(
      fc.property(shuffled, ([nodes, mixed]) => {
        const text = bytes(dual(), SOURCE, nodes);
        expect(bytes(dual(), SOURCE, mixed)).toBe(text);
        expect(bytes(dual(), SOURCE, mixed, makePlan(dual(), SOURCE, nodes))).toBe(text);
      }),
    );
  });

  it('is read back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(dualRequests, async (nodes) => {
        const made = makePlan(dual(), SOURCE, nodes);
        const text = JSON.stringify(planDocument(made));
        const { source, root, problems } = await parseSource('plan.json', text);
        const read = root && checkPlan(root, source);
        expect(
          [...problems, ...(read?.problems ?? [])].filter(({ severity }) => severity === 'error'),
        ).toEqual([]);
        expect(read?.plan?.nodes).toEqual(made.nodes);
      }),
    );
  });
});

describe('a family that comes or goes later', () => {
  const conf = { ipv4: vxlan(USUAL), ipv6: vxlan6(USUAL6) } as const;

  it.each([
    ['ipv4', 'ipv6'],
    ['ipv6', 'ipv4'],
  ] as const)('never moves a subnet: %s stays, and %s is at the same place', (stays, other) => {
    const usual = dualRequests.map((nodes) =>
      nodes.map((node, i): NodeRequest => {
        const asked = node[stays] ?? both(i)[stays];
        const plain = both(Number(node.name.slice('node-'.length)))[other];
        return { name: node.name, ...(asked && { [stays]: asked }), ...(plain && { [other]: plain }) };
      }),
    );
    fc.assert(
      fc.property(usual, (nodes) => {
        const alone = makePlan(conf[stays], SOURCE, nodes);
        const with2 = makePlan(dual(), SOURCE, nodes, alone);
        const again = makePlan(conf[stays], SOURCE, nodes, with2);
        expect(with2.nodes.map((node) => node[stays])).toEqual(alone.nodes.map((node) => node[stays]));
        expect(again.nodes).toEqual(alone.nodes);
        for (const { ipv4, ipv6 } of with2.nodes)
          expect(ipv6 && subnetIndex(USUAL6, ipv6.subnet)).toBe(ipv4 && subnetIndex(USUAL, ipv4.subnet));
      }),
    );
  });

  it('comes to one node after the other, and moves nobody', () => {
    const first = makePlan(dual(), SOURCE, [request(1), both(2)]);
    const then = makePlan(dual(), SOURCE, [both(1), both(2), both(0)], first);
    expect(bothSubnets(then)).toEqual({
      'node-1': '10.244.1.0/24 fd00:10:244:1::/64',
      'node-2': '10.244.2.0/24 fd00:10:244:2::/64',
      'node-0': '10.244.3.0/24 fd00:10:244:3::/64',
    });
  });

  it('in another network than before is refused in that family alone', () => {
    const before = makePlan(dual(), SOURCE, [both(1)]);
    const moved = network('fd00:99::/56', 64, 'fd00:99:0:1::', 'fd00:99:0:ff::');
    const said = refusal(() => makePlan(dual(USUAL, moved), SOURCE, [both(1)], before));
    expect(said).toBe(
      'node-1 has fd00:10:244:1::/64 in the previous plan, which is not in the network fd00:99::/56; ' +
        'an assignment never moves\nno subnet plan can be made: 1 error',
    );
  });

  it('is added to 5,000 nodes, half of which had it', () => {
    const wide = network('10.0.0.0/8', 24, '10.0.1.0', '10.255.255.0');
    const wide6 = network('fd00::/32', 64, 'fd00:0:0:1::', 'fd00:0:ffff:ffff::');
    const nodes = Array.from({ length: 5000 }, (_, i) => both(i));
    const half = makePlan(dual(wide, wide6), SOURCE, nodes.slice(0, 2500));
    const all = makePlan(dual(wide, wide6), SOURCE, nodes, half);
    expect(all.nodes[4999]?.ipv6?.subnet).toBe('fd00:0:0:1388::/64');
  }, 60_000);
});
