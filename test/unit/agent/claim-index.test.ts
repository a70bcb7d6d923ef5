import { expect, it } from 'vitest';
import { ClaimIndex } from '../../../src/agent/view/claim-index.ts';
import { storedLease } from '../../support/agent/leases.ts';

const entry = (ip: number, subnet: string) =>
  storedLease('x', { publicIP: `192.168.1.${ip}`, subnet, mac: ip }).entry ?? expect.unreachable();

/** The keys of the records that share a claim with one, and its own. */
const near = (index: ClaimIndex, key: string): ReadonlySet<string> => {
  const keys = new Set<string>();
  index.addNear(key, keys);
  return keys;
};

it('an index of claims forgets those of a record that went or changed', () => {
  const index = new ClaimIndex();
  index.put('a', entry(2, '10.244.2.0/24'));
  index.put('b', entry(3, '10.244.2.0/24'));
  index.put('c', entry(4, '10.244.0.0/20'));
  expect(near(index, 'b')).toEqual(new Set(['a', 'b', 'c']));
  expect(index.isShared('b')).toBe(true);
  index.delete('a');
  expect(near(index, 'b')).toEqual(new Set(['b', 'c']));
  index.put('c', entry(4, '10.99.9.0/24'));
  expect(near(index, 'b')).toEqual(new Set(['b']));
  expect(index.isShared('b')).toBe(false);
});
