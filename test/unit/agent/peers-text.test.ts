import { expect, it } from 'vitest';
import { peersText } from '../../../src/agent/words.ts';
import type { PlanNode } from '../../../src/flannel/index.ts';

const peer = (number: number): PlanNode =>
  ({
    name: `n${number}`,
    ipv4: { publicIP: `192.168.1.${number}`, subnet: `10.244.${number}.0/24` },
  }) as unknown as PlanNode;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 2);

it.each([
  [1, 0, 'peers: 10.244.2.0/24 at 192.168.1.2 set'],
  [0, 2, 'peers: n2; n3 removed'],
  [1, 1, 'peers: 10.244.2.0/24 at 192.168.1.2 set; n2 removed'],
  [0, 3, 'peers: n2; n3; n4 removed'],
  [0, 5, 'peers: n2; n3; n4 and 2 more removed'],
])('the log says of %i peers set and %i removed: %s', (put, removed, expected) => {
  const update = {
    put: numbers(put).map(peer),
    removed: numbers(removed).map((number) => peer(number).name),
  };
  expect(peersText(update)).toBe(expected);
});

it('the log says of a peer what it has of each family', () => {
  const both = {
    ...peer(2),
    ipv6: { publicIP: 'fd00::2', subnet: 'fd00:10:244:2::/64' },
  } as unknown as PlanNode;
  const alone = { name: both.name, ipv6: both.ipv6 } as PlanNode;
  expect(peersText({ put: [both, alone], removed: [] })).toBe(
    'peers: 10.244.2.0/24 at 192.168.1.2, fd00:10:244:2::/64 at fd00::2; fd00:10:244:2::/64 at fd00::2 set',
  );
});
