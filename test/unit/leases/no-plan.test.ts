import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/leases/index.ts';
import { plan, prefix, refusal, request, SOURCE, subnets, TINY, vxlan } from './support.ts';

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
});
