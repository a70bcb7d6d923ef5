import { expect, it } from 'vitest';
import { formerPublicIPs } from '../../../src/node/saved/former-ips.ts';
import type { SavedNode } from '../../../src/node/saved/saved-node.ts';

const nodeAt = (publicIP: string, subnet = '10.244.1.0/24'): never =>
  ({ name: 'n1', ipv4: { publicIP, subnet } }) as never;

const savedAt = (publicIP: string, former?: readonly string[]): SavedNode =>
  ({ name: 'n1', plan: { nodes: [nodeAt(publicIP)] }, formerPublicIPs: former }) as never;

it('a node that was never set up had no other address', () => {
  expect(formerPublicIPs(undefined, nodeAt('192.168.1.1'))).toEqual([]);
});

it('an address is former once the node has another, and no longer when it has it again', () => {
  expect(formerPublicIPs(savedAt('192.168.1.1'), nodeAt('192.168.1.1'))).toEqual([]);
  expect(formerPublicIPs(savedAt('192.168.1.1'), nodeAt('192.168.1.2'))).toEqual(['192.168.1.1']);
  expect(formerPublicIPs(savedAt('192.168.1.2', ['192.168.1.1']), nodeAt('192.168.1.3'))).toEqual([
    '192.168.1.2',
    '192.168.1.1',
  ]);
  expect(formerPublicIPs(savedAt('192.168.1.2', ['192.168.1.1']), nodeAt('192.168.1.1'))).toEqual([
    '192.168.1.2',
  ]);
});

it('former addresses are those with the present subnet', () => {
  expect(
    formerPublicIPs(savedAt('192.168.1.2', ['192.168.1.1']), nodeAt('192.168.1.2', '10.244.9.0/24')),
  ).toEqual([]);
});

it('the latest eight are remembered', () => {
  const before = Array.from({ length: 8 }, (_, i) => `192.168.2.${i + 1}`);
  expect(formerPublicIPs(savedAt('192.168.1.1', before), nodeAt('192.168.1.2'))).toEqual([
    '192.168.1.1',
    ...before.slice(0, 7),
  ]);
});
