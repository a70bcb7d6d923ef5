import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isUnicastMac,
  LINK_NAME_MAX,
  type Mac,
  macFrom,
  parseLinkName,
  parseMac,
  parseNodeName,
} from '../../../src/net/index.ts';
import { RUNS } from './support.ts';

describe('a MAC', () => {
  it.each([
    ['0e:2a:0a:f4:01:01', '0e:2a:0a:f4:01:01'],
    ['0E:2A:0A:F4:01:FF', '0e:2a:0a:f4:01:ff'],
  ])('%s is read as %s', (text, expected) => {
    expect(parseMac(text)).toBe(expected);
  });

  it.each([
    '',
    '0e:2a:0a:f4:01',
    '0e:2a:0a:f4:01:01:02',
    'e:2a:a:f4:1:1',
    '0e-2a-0a-f4-01-01',
    '0e2a.0af4.0101',
    '0e2a0af40101',
    '0g:2a:0a:f4:01:01',
    ' 0e:2a:0a:f4:01:01',
    '0e:2a:0a:f4:01:01\n',
  ])('%j is refused', (text) => {
    expect(parseMac(text)).toBeUndefined();
  });

  it.each([
    ['0e:2a:0a:f4:01:01', true],
    ['00:00:00:00:00:01', true],
    ['00:00:00:00:00:00', false],
    ['01:00:5e:00:00:01', false],
    ['33:33:00:00:00:01', false],
    ['ff:ff:ff:ff:ff:ff', false],
  ])('%s is of one station: %s', (mac, expected) => {
    expect(isUnicastMac(mac as Mac)).toBe(expected);
  });

  it('made of numbers has them as its octets', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.nat(0xffff_ffff), (first, second, low) => {
        const mac = macFrom(first, second, low);
        expect(parseMac(mac)).toBe(mac);
        const value = BigInt(`0x${mac.replaceAll(':', '')}`);
        expect(value).toBe((BigInt(first * 256 + second) << 32n) + BigInt(low));
      }),
      RUNS,
    );
  });
});

describe('a link name', () => {
  it.each(['eth0', 'flannel.1', 'flannel-v6.1', 'br-lan', 'enp0s31f6', 'eth0:1', 'wlan@0', 'a'.repeat(15)])(
    '%s is read',
    (text) => {
      expect(parseLinkName(text)).toBe(text);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '-eth0',
    'eth 0',
    'eth/0',
    'eth0\n',
    'eth0;reboot',
    'eth"0',
    'ethé',
    'a'.repeat(16),
  ])('%j is refused', (text) => {
    expect(parseLinkName(text)).toBeUndefined();
  });

  it('that is read is one word of a batch line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        const name = parseLinkName(text);
        if (name === undefined) return;
        expect(name).toBe(text);
        expect(name).not.toMatch(/[\s"'/\\#]|^-/);
        expect(name.length).toBeLessThanOrEqual(LINK_NAME_MAX);
      }),
      RUNS,
    );
  });
});

describe('a node name', () => {
  const label = 'a'.repeat(63);
  it.each(['n1', 'a', '1', 'node-1.example.com', 'a--b', `${label}.${label}.${label}.${'a'.repeat(61)}`])(
    '%s is read',
    (text) => {
      expect(parseNodeName(text)).toBe(text);
    },
  );

  it.each([
    '',
    'N1',
    '-n1',
    'n1-',
    'n1.',
    '.n1',
    'n1..b',
    'n1.-b',
    'n_1',
    'n 1',
    'n1\n',
    'n1=b',
    'né',
    'a'.repeat(254),
  ])('%j is refused', (text) => {
    expect(parseNodeName(text)).toBeUndefined();
  });
});
