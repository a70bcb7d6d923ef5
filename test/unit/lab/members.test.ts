import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByFamily, familiesOf, mapFamilies, valuesOf } from '../../../src/lab/base/families.ts';
import { allNamespaces, allPods, layoutOf } from '../../../src/lab/base/layout.ts';
import { namespaceOf, namespacePrefix, parseLabName } from '../../../src/lab/base/names.ts';
import { mapLimited } from '../../../src/lab/base/parallel.ts';
import { chooseUnderlays, UNDERLAYS_MAX } from '../../../src/lab/base/underlay.ts';
import { forwardingSysctls, nodeLines, switchLines } from '../../../src/lab/nodes/wiring.ts';
import { requireSize } from '../../../src/lab/requirements.ts';
import {
  addressFromNumber,
  type Prefix,
  parsePrefix,
  prefixContainsAddress,
  prefixesOverlap,
  prefixOf,
} from '../../../src/net/index.ts';

const linesOf = (commands: readonly (readonly string[])[]): string[] =>
  commands.map((words) => words.join(' '));

const labName = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
  .map((text) => parseLabName(text) ?? expect.fail(text));
const network = fc
  .tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 28 }))
  .map(([base, length]) => prefixOf(addressFromNumber(4, BigInt(base)), length));
const ipv6Network = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.integer({ min: 1, max: 124 }))
  .map(([base, length]) => prefixOf(addressFromNumber(6, base), length));
/** Pod networks as a net-conf has them: of one family or of both. */
const networks = fc.oneof(
  fc.record({ ipv4: network }),
  fc.record({ ipv6: ipv6Network }),
  fc.record({ ipv4: network, ipv6: ipv6Network }),
);
const count = fc.integer({ min: 1, max: UNDERLAYS_MAX });
const size = fc.record({ nodes: fc.integer({ min: 1, max: 50 }), pods: fc.integer({ min: 0, max: 20 }) });

test('the underlays have the families of the pods, and overlap neither the pod networks nor each other', () => {
  fc.assert(
    fc.property(networks, count, (pods, number) => {
      const underlays = chooseUnderlays(pods, number);
      expect(underlays).toHaveLength(number);
      const taken: ByFamily<Prefix>[] = [pods, ...underlays];
      for (const family of familiesOf(pods)) {
        const prefixes = taken.map((by) => by[family] ?? expect.fail());
        const pairs = prefixes.flatMap((one, i) =>
          prefixes.slice(i + 1).map((other) => [one, other] as const),
        );
        expect(pairs.filter(([one, other]) => prefixesOverlap(one, other))).toEqual([]);
      }
      expect(underlays.map(familiesOf)).toEqual(underlays.map(() => familiesOf(pods)));
    }),
  );
});

test.each([
  [{ ipv4: '10.244.0.0/16', ipv6: 'fd00::/56' }, [{ ipv4: '192.168.77.0/24', ipv6: 'fd77::/64' }]],
  [{ ipv4: '192.168.0.0/16', ipv6: 'fd00::/8' }, [{ ipv4: '10.77.77.0/24', ipv6: '2001:db8:77::/64' }]],
  // What the second one would be in the way of, one is not.
  [{ ipv6: 'fd78::/56' }, [{ ipv6: 'fd77::/64' }]],
  [{ ipv6: 'fd78::/56' }, [{ ipv6: '2001:db8:77::/64' }, { ipv6: '2001:db8:78::/64' }]],
])('with pods in %j the underlay is %j', (texts, expected) => {
  const pods = mapFamilies(texts, parsePrefix);
  expect(chooseUnderlays(pods, expected.length)).toEqual(expected);
});

test('all members of a lab have names and namespaces of their own, and the nodes addresses in their underlay', () => {
  fc.assert(
    fc.property(labName, networks, count, size, (lab, pods, number, counts) => {
      const layout = layoutOf(lab, { ...counts, underlays: chooseUnderlays(pods, number) });
      expect(new Set(allNamespaces(layout)).size).toBe(1 + counts.nodes * (1 + counts.pods));
      expect(allPods(layout)).toHaveLength(counts.nodes * counts.pods);
      for (const family of familiesOf(pods)) {
        const members = [
          ...layout.underlays.map((underlay) => ({ underlay, addresses: underlay.gateways })),
          ...layout.nodes,
        ];
        expect(new Set(members.map(({ addresses }) => addresses[family])).size).toBe(number + counts.nodes);
        for (const { underlay, addresses } of members) {
          const [prefix, address] = [underlay.prefixes[family], addresses[family]];
          expect(prefix && address && prefixContainsAddress(prefix, address)).toBe(true);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('nodes are on two underlays in turn, with the same number in IPv4 and IPv6', () => {
  const lab = parseLabName('x') ?? expect.fail();
  const pods = mapFamilies({ ipv4: '10.244.0.0/16', ipv6: 'fd00::/56' }, parsePrefix);
  const layout = layoutOf(lab, { nodes: 12, pods: 0, underlays: chooseUnderlays(pods, 2) });
  const shown = layout.nodes.map(({ underlay, addresses }) => [underlay.bridge, ...valuesOf(addresses)]);
  expect(shown.slice(0, 3)).toEqual([
    ['br0', '192.168.77.1', 'fd77::1'],
    ['br1', '192.168.78.2', 'fd78::2'],
    ['br0', '192.168.77.3', 'fd77::3'],
  ]);
  expect(shown.at(-1)).toEqual(['br1', '192.168.78.12', 'fd78::12']);
  expect(layout.underlays.map(({ gateways }) => valuesOf(gateways))).toEqual([
    ['192.168.77.254', 'fd77::254'],
    ['192.168.78.254', 'fd78::254'],
  ]);
  expect(forwardingSysctls(layout)).toEqual([
    '/proc/sys/net/ipv4/ip_forward',
    '/proc/sys/net/ipv6/conf/all/forwarding',
  ]);
});

test("no lab's namespaces bear another lab's prefix", () => {
  fc.assert(
    fc.property(labName, labName, (one, other) => {
      fc.pre(one !== other);
      return !namespaceOf(one, 'n1').startsWith(namespacePrefix(other));
    }),
  );
});

test.each(['', 'Lab', '1lab', '-lab', 'a.b', 'a/b', '../x', 'a b', 'a'.repeat(22)])(
  '%j is no lab name',
  (text) => {
    expect(parseLabName(text)).toBeUndefined();
  },
);

test('the links of a lab are made in its own namespaces, with nothing left to move', () => {
  const lab = parseLabName('x') ?? expect.fail();
  const pods = mapFamilies({ ipv4: '10.244.0.0/16', ipv6: 'fd00::/56' }, parsePrefix);
  const layout = layoutOf(lab, { nodes: 2, pods: 0, underlays: chooseUnderlays(pods, 1) });
  expect(linesOf(switchLines(layout)).filter((line) => line.includes('veth'))).toEqual([
    'link add n1 type veth peer name eth0 netns flab.x.n1',
    'link add n2 type veth peer name eth0 netns flab.x.n2',
  ]);
  expect(forwardingSysctls(layout)).toEqual([]);
  const lines = linesOf(layout.nodes.flatMap(nodeLines));
  expect(lines).toContain('route add default via 192.168.77.254');
  expect(lines).toContain('address add fd77::2/64 dev eth0 nodad');
});

test('mapLimited keeps the order, and never has more calls under way than it may', async () => {
  let running = 0;
  let most = 0;
  const doubled = await mapLimited([5, 1, 4, 2, 3], 2, async (ms) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, ms));
    running -= 1;
    return ms * 2;
  });
  expect(doubled).toEqual([10, 2, 8, 4, 6]);
  expect(most).toBe(2);
});

test('mapLimited throws the first failure, after the calls under way have ended and without beginning new ones', async () => {
  const ended: number[] = [];
  const work = mapLimited([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('first');
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended.push(item);
  });
  await expect(work).rejects.toThrow('first');
  expect(ended).toEqual([2]);
});

test('a lab that has more neighbours than the kernel can keep is refused, and one that has not is let be', async () => {
  const limit = Number(await readFile('/proc/sys/net/ipv4/neigh/default/gc_thresh3', 'utf8'));
  const networks = mapFamilies({ ipv4: '10.244.0.0/16' }, parsePrefix);
  await requireSize({ nodes: 3, pods: 2, networks });
  // 50 nodes know 49 each; 4 pods on each know 4 more, and are known by their node.
  const large = requireSize({ nodes: 50, pods: 4, networks });
  const needed = 50 * 49 + 50 * 4 * 5;
  if (needed <= 0.9 * limit) await large;
  else
    await expect(large).rejects.toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining(`${needed}`),
    });
});
