import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  ADDRESS_BITS,
  type Address,
  addressFromNumber,
  type Family,
  lengthOf,
  longestMatch,
  prefixContainsAddress,
  prefixOf,
} from '../../../src/net/index.ts';
import { RUNS } from './support.ts';

/** Few addresses, so that many prefixes contain one. */
const addressOf = (family: Family): fc.Arbitrary<Address> =>
  fc.nat(15).map((n) => addressFromNumber(family, BigInt(n)));

const families = fc.constantFrom<Family[]>(4, 6);

const prefixes = families.chain((family) =>
  fc
    .tuple(addressOf(family), fc.integer({ min: ADDRESS_BITS[family] - 5, max: ADDRESS_BITS[family] }))
    .map(([address, length]) => prefixOf(address, length)),
);

it('finds the longest prefix that contains an address, as one that looks at each does', () => {
  fc.assert(
    fc.property(fc.array(prefixes, { maxLength: 8 }), families.chain(addressOf), (some, address) => {
      const [longest] = some
        .filter((prefix) => prefixContainsAddress(prefix, address))
        .sort((a, b) => lengthOf(b) - lengthOf(a));
      expect(longestMatch(some)(address)).toBe(longest);
    }),
    RUNS,
  );
});
