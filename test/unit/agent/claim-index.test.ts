import { expect, it } from 'vitest';
import { ClaimIndex } from '../../../src/agent/view/claim-index.ts';
import { storedLease } from '../../support/agent/leases.ts';

const entry = (ip: number, subnet: string) =>
  storedLease('x', { publicIP: `192.168.1.${ip}`, subnet, mac: ip }).entry ?? expect.unreachable();

it('an index of claims forgets those of a record that went or changed', () => {
  const index = new ClaimIndex();
  index.put('a', entry(2, '10.244.2.0/24'));
  index.put('b', entry(3, '10.244.2.0/24'));
  index.put('c', entry(4, '10.244.0.0/20'));
  expect([...index.near('b')].sort()).toEqual(['a', 'b', 'c']);
  index.delete('a');
  expect([...index.near('b')].sort()).toEqual(['b', 'c']);
  index.put('c', entry(4, '10.99.9.0/24'));
  expect([...index.near('b')]).toEqual(['b']);
});
