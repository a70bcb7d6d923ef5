import { describe, expect, it } from 'vitest';
import type { PlanNode } from '../../../src/leases/index.ts';
import { joinText } from '../../../src/output/node.ts';

const node = (name: string, subnet: string): PlanNode =>
  ({ name, ipv4: { publicIP: '192.168.1.1', subnet } }) as unknown as PlanNode;
const JOIN = { next: 'join', peers: 'join all' };
const FIRST =
  'n1 has 10.244.1.0/24 and knows of no other nodes. On further nodes use join: init would take the same subnet there.';

describe('what is said after a node was set up', () => {
  it('says of a node that knows no other which subnet it took', () => {
    const spec = { node: node('n1', '10.244.1.0/24'), peers: [] };
    expect(joinText(JOIN, { next: true, peers: true }, spec)).toBe(`${FIRST}\n\nOn the next node:\n\n  join`);
  });

  it('does not where others are known', () => {
    const spec = { node: node('n1', '10.244.1.0/24'), peers: [node('n2', '10.244.2.0/24')] };
    expect(joinText(JOIN, { next: true, peers: false }, spec)).toBe('On the next node:\n\n  join');
  });
});
