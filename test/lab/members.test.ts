import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allNamespaces, allPods, layoutOf } from '../../src/lab/layout.ts';
import { namespaceOf, namespacePrefix, parseLabName } from '../../src/lab/names.ts';
import { mapLimited } from '../../src/lab/parallel.ts';
import { requireSize } from '../../src/lab/requirements.ts';
import { chooseUnderlay } from '../../src/lab/underlay.ts';
import { nodeLines, switchLines } from '../../src/lab/wiring.ts';
import { addressFromNumber, prefixContainsAddress, prefixesOverlap, prefixOf } from '../../src/net/index.ts';

const labName = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
  .map((text) => parseLabName(text) ?? expect.fail(text));
const network = fc
  .tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 28 }))
  .map(([base, length]) => prefixOf(addressFromNumber(4, BigInt(base)), length));
const size = fc.record({ nodes: fc.integer({ min: 1, max: 50 }), pods: fc.integer({ min: 0, max: 20 }) });

test('the underlay never overlaps the pod network', () => {
  fc.assert(fc.property(network, (pods) => !prefixesOverlap(chooseUnderlay(pods), pods)));
});

test('all members of a lab have names and namespaces of their own, and the nodes addresses in the underlay', () => {
  fc.assert(
    fc.property(labName, network, size, (lab, pods, counts) => {
      const layout = layoutOf(lab, { ...counts, underlay: chooseUnderlay(pods) });
      expect(new Set(allNamespaces(layout)).size).toBe(1 + counts.nodes * (1 + counts.pods));
      expect(allPods(layout)).toHaveLength(counts.nodes * counts.pods);
      const addresses = [layout.switch.address, ...layout.nodes.map(({ publicIP }) => publicIP)];
      expect(new Set(addresses).size).toBe(counts.nodes + 1);
      expect(addresses.every((address) => prefixContainsAddress(layout.underlay, address))).toBe(true);
    }),
    { numRuns: 30 },
  );
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
  const layout = layoutOf(lab, {
    nodes: 2,
    pods: 0,
    underlay: chooseUnderlay(prefixOf(addressFromNumber(4, 0n), 8)),
  });
  expect(switchLines(layout).filter((line) => line.includes('veth'))).toEqual([
    'link add n1 type veth peer name eth0 netns flab.x.n1',
    'link add n2 type veth peer name eth0 netns flab.x.n2',
  ]);
  expect(layout.nodes.flatMap((node) => nodeLines(node, layout))).toContain(
    'route add default via 192.168.77.254',
  );
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
  await requireSize({ nodes: 3, pods: 2 });
  // 50 nodes know 49 each; 4 pods on each know 4 more, and are known by their node.
  const large = requireSize({ nodes: 50, pods: 4 });
  const needed = 50 * 49 + 50 * 4 * 5;
  if (needed <= 0.9 * limit) await large;
  else
    await expect(large).rejects.toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining(`${needed}`),
    });
});
