import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADDRESS_BITS,
  addressFromNumber,
  addressToNumber,
  addToAddress,
  type Family,
  familyOf,
  parseAddress,
} from '../../../src/net/index.ts';
import { numberOf, RUNS } from './support.ts';

describe('an address', () => {
  it.each([
    ['10.244.1.0', '10.244.1.0'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['FD00::ABCD', 'fd00::abcd'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['fe80::', 'fe80::'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:a00:1', '10.0.0.1'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s is read as %s', (text, expected) => {
    expect(parseAddress(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '10',
    '10.1',
    '10.0.0',
    '10.0.0.',
    '.10.0.0.1',
    '10.0.0.1.2',
    '010.0.0.1',
    '10.0.0.01',
    '10.0.0.256',
    '10.0.0.-1',
    '10.0.0.1/24',
    ' 10.0.0.1',
    '10.0.0.1 ',
    '10.0.0.1\n',
    '0x0a.0.0.1',
    '167772161',
    '１０.0.0.1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '[::1]',
    'fe80::1%eth0',
    'fe80::1%',
    '::ffff:10.0.0.256',
    '::ffff:010.0.0.1',
    'localhost',
  ])('%j is refused', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  const numbers = fc.oneof(
    fc.tuple(fc.constant<Family>(4), fc.bigInt(0n, 2n ** 32n - 1n)),
    fc.tuple(fc.constant<Family>(6), fc.bigInt(2n ** 96n, 2n ** 128n - 1n)),
    // With long runs of zeros, which are what IPv6 shortens.
    fc
      .tuple(
        fc.constant<Family>(6),
        fc.array(fc.constantFrom(0, 0, 1, 0xab, 0xffff), { minLength: 7, maxLength: 7 }),
      )
      .map(
        ([family, groups]) =>
          [family, [0x2001, ...groups].reduce((sum, group) => (sum << 16n) + BigInt(group), 0n)] as const,
      ),
  );

  it('printed from a number reads back as that number, in the same text', () => {
    fc.assert(
      fc.property(numbers, ([family, value]) => {
        const address = addressFromNumber(family, value);
        expect(familyOf(address)).toBe(family);
        expect(addressToNumber(address)).toBe(value);
        expect(parseAddress(address)).toBe(address);
        expect(numberOf(address)).toBe(value);
      }),
      RUNS,
    );
  });

  it('of IPv6 has the text of RFC 5952, as URLs have it', () => {
    fc.assert(
      fc.property(numbers, ([family, value]) => {
        fc.pre(family === 6);
        const address = addressFromNumber(family, value);
        expect(new URL(`http://[${address}]/`).hostname).toBe(`[${address}]`);
      }),
      RUNS,
    );
  });

  it('plus an offset is as far away as the offset', () => {
    fc.assert(
      fc.property(numbers, fc.nat(0xffff), ([family, value], offset) => {
        fc.pre(value + BigInt(offset) < 2n ** BigInt(ADDRESS_BITS[family]));
        const there = addToAddress(addressFromNumber(family, value), BigInt(offset));
        expect(numberOf(there)).toBe(value + BigInt(offset));
        expect(addToAddress(there, BigInt(-offset))).toBe(addressFromNumber(family, value));
      }),
      RUNS,
    );
  });

  it('is refused or read the same again, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        if (address !== undefined) expect(parseAddress(address)).toBe(address);
      }),
      RUNS,
    );
  });
});
