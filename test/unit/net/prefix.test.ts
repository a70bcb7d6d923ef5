import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADDRESS_BITS,
  addressFromNumber,
  addressIn,
  addressPart,
  comparePrefixes,
  type Family,
  interfaceAddress,
  lastAddress,
  lengthOf,
  type Prefix,
  parseInterfaceAddress,
  parsePrefix,
  prefixContains,
  prefixContainsAddress,
  prefixesOverlap,
  prefixFamily,
  prefixOf,
  prefixSize,
} from '../../../src/net/index.ts';
import { numberOf, RUNS } from './support.ts';

describe('a prefix', () => {
  it.each([
    ['10.244.0.0/16', '10.244.0.0/16', '10.244.0.0/16'],
    ['10.5.3.4/16', '10.5.0.0/16', '10.5.3.4/16'],
    ['10.244.1.1/32', '10.244.1.1/32', '10.244.1.1/32'],
    ['255.255.255.255/1', '128.0.0.0/1', '255.255.255.255/1'],
    ['10.0.0.0/0', '0.0.0.0/0', '10.0.0.0/0'],
    ['fd00:10:244::1/48', 'fd00:10:244::/48', 'fd00:10:244::1/48'],
    ['FD00:0:0::/56', 'fd00::/56', 'fd00::/56'],
    ['2001:db8::ffff/127', '2001:db8::fffe/127', '2001:db8::ffff/127'],
    ['::/0', '::/0', '::/0'],
  ])('%s is read as %s, or with its host bits as %s', (text, prefix, withHost) => {
    expect(parsePrefix(text)).toBe(prefix);
    expect(parseInterfaceAddress(text)).toBe(withHost);
  });

  it.each([
    '',
    '/',
    '/16',
    '10.244.0.0',
    '10.244.0.0/',
    '10.244.0.0/33',
    '10.244.0.0/-1',
    '10.244.0.0/016',
    '10.244.0.0/1e1',
    '10.244.0.0/16.0',
    '10.244.0.0/ 16',
    '10.244.0.0/16 ',
    '10.244.0.0/16/16',
    '10.244.0.0/255.255.0.0',
    '10.244/16',
    '010.244.0.0/16',
    'fd00::/129',
    'fd00::/1000',
    'fe80::1%eth0/64',
    'fe80::1/64%eth0',
    // Their lengths count IPv6 bits, but they are read as IPv4.
    '::ffff:10.244.0.0/16',
    '::ffff:10.244.0.0/112',
  ])('%j is refused', (text) => {
    expect(parsePrefix(text)).toBeUndefined();
    expect(parseInterfaceAddress(text)).toBeUndefined();
  });

  it('of /31 and /32 has its last address in it', () => {
    expect(lastAddress('10.0.0.4/31' as Prefix)).toBe('10.0.0.5');
    expect(lastAddress('10.0.0.4/32' as Prefix)).toBe('10.0.0.4');
    expect(lastAddress('255.255.255.255/32' as Prefix)).toBe('255.255.255.255');
  });
});

/** Few bits vary, so that prefixes often meet. */
const prefixes = fc.constantFrom<Family>(4, 6).chain((family) =>
  fc
    .tuple(fc.bigInt(0n, 0xffn), fc.bigInt(0n, 0xfn), fc.integer({ min: 0, max: ADDRESS_BITS[family] }))
    .map(([high, low, length]) => {
      const bits = BigInt(ADDRESS_BITS[family]);
      return prefixOf(addressFromNumber(family, (high << (bits - 8n)) | low), length);
    }),
);

const rangeOf = (prefix: Prefix): [bigint, bigint] => {
  const first = numberOf(addressPart(prefix));
  return [first, first + 2n ** BigInt(ADDRESS_BITS[prefixFamily(prefix)] - lengthOf(prefix)) - 1n];
};

describe('prefixes', () => {
  it('read back from their text, with and without host bits', () => {
    fc.assert(
      fc.property(prefixes, fc.nat(0xff), (prefix, offset) => {
        const inside = BigInt(offset) % prefixSize(prefix);
        const address = addressIn(prefix, Number(inside));
        expect(parsePrefix(prefix)).toBe(prefix);
        expect(parsePrefix(interfaceAddress(address, lengthOf(prefix)))).toBe(prefix);
        expect(prefixOf(address, lengthOf(prefix))).toBe(prefix);
      }),
      RUNS,
    );
  });

  it('hold the addresses from their first to their last, and no other', () => {
    fc.assert(
      fc.property(prefixes, prefixes, (prefix, other) => {
        const [first, last] = rangeOf(prefix);
        expect([prefixSize(prefix), numberOf(lastAddress(prefix))]).toEqual([last - first + 1n, last]);
        const value = numberOf(addressPart(other));
        const isInside = prefixFamily(prefix) === prefixFamily(other) && value >= first && value <= last;
        expect(prefixContainsAddress(prefix, addressPart(other))).toBe(isInside);
      }),
      RUNS,
    );
  });

  it('contain and overlap one another as their ranges of numbers do', () => {
    fc.assert(
      fc.property(prefixes, prefixes, (a, b) => {
        const sameFamily = prefixFamily(a) === prefixFamily(b);
        const [[firstA, lastA], [firstB, lastB]] = [rangeOf(a), rangeOf(b)];
        expect(prefixContains(a, b)).toBe(sameFamily && firstA <= firstB && lastB <= lastA);
        expect(prefixesOverlap(a, b)).toBe(sameFamily && firstA <= lastB && firstB <= lastA);
      }),
      RUNS,
    );
  });

  it('give their addresses by their place', () => {
    fc.assert(
      fc.property(prefixes, fc.nat(0xffff), (prefix, offset) => {
        fc.pre(BigInt(offset) < prefixSize(prefix));
        const address = addressIn(prefix, offset);
        expect(numberOf(address) - numberOf(addressPart(prefix))).toBe(BigInt(offset));
        expect(prefixContainsAddress(prefix, address)).toBe(true);
      }),
      RUNS,
    );
  });

  it('of a family are in the order of their first address, the longer last', () => {
    fc.assert(
      fc.property(prefixes, prefixes, (a, b) => {
        fc.pre(prefixFamily(a) === prefixFamily(b));
        const key = (prefix: Prefix): bigint => rangeOf(prefix)[0] * 1000n + BigInt(lengthOf(prefix));
        const difference = key(a) - key(b);
        expect(Math.sign(comparePrefixes(a, b))).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1);
      }),
      RUNS,
    );
  });
});
