import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vtepMac } from '../../../src/backends/index.ts';
import { subnetIndex } from '../../../src/flannel/index.ts';
import { capacityOf, firstFreeSubnet } from '../../../src/leases/index.ts';
import { subnetAtIndex } from '../../../src/leases/subnets/subnets.ts';
import { isUnicastMac, type Prefix, prefixesOverlap } from '../../../src/net/index.ts';
import { network, prefix, TINY, USUAL, USUAL6 } from './support.ts';

describe('the VTEP MAC', () => {
  it.each([
    ['10.244.1.0/24', 1, '0e:2a:0a:f4:01:01'],
    ['10.244.255.0/24', 1, '0e:2a:0a:f4:ff:01'],
    ['10.99.0.4/30', 300, '0e:2a:0a:63:01:30'],
    ['255.255.255.0/24', 16_777_215, '0e:2a:00:ff:fe:ff'],
    ['fd00:10:244:1::/64', 1, '0e:2c:02:44:00:02'],
    ['fd00:10:244:ff::/64', 300, '0e:2c:02:44:02:2b'],
    ['fd00::8/126', 1, '0e:2c:00:00:00:03'],
    ['ffff:ffff:ffff:ffff::/64', 16_777_215, '0e:2c:00:ff:ff:fe'],
  ])('of %s with VNI %d is %s', (subnet, vni, expected) => {
    expect(vtepMac(prefix(subnet), vni)).toBe(expected);
  });

  it('is unicast, and differs between the subnets of a VNI', () => {
    const wide6 = network('fd00::/48', 76, 'fd00::', 'fd00::');
    const subnet = fc
      .tuple(fc.constantFrom(network('10.0.0.0/8', 24, '10.0.0.0', '10.0.0.0'), USUAL6, wide6), fc.nat(0xff))
      .map(([of, place]) => subnetAtIndex(of, BigInt(place)) ?? expect.unreachable());
    fc.assert(
      fc.property(subnet, subnet, fc.nat(0xffffff), (a, b, vni) => {
        expect(isUnicastMac(vtepMac(a, vni))).toBe(true);
        expect(vtepMac(a, vni) === vtepMac(b, vni)).toBe(a === b);
      }),
    );
  });
});

describe("a subnet's index", () => {
  it.each([
    ['10.244.0.0/24', USUAL, 0],
    ['10.244.3.0/24', USUAL, 3],
    ['10.99.0.12/30', TINY, 3],
    ['10.255.255.252/30', network('10.0.0.0/8', 30, '10.0.0.4', '10.255.255.252'), 4_194_303],
    ['fd00:10:244::/64', USUAL6, 0],
    ['fd00:10:244:ff::/64', USUAL6, 255],
  ])('of %s is counted from the start of the network', (subnet, of, index) => {
    expect(subnetIndex(of, prefix(subnet))).toBe(BigInt(index));
    expect(subnetAtIndex(of, BigInt(index))).toBe(subnet);
  });

  it.each([
    ['of a longer one is that of the usual one around it', USUAL, '10.244.5.128/25', 5n],
    ['of a shorter one is that of the first usual one in it', USUAL6, 'fd00:10:244:6::/63', 6n],
  ])('%s', (_, of, subnet, index) => {
    expect(subnetIndex(of, prefix(subnet))).toBe(index);
  });

  it.each([
    [USUAL, 256n],
    [USUAL6, 256n],
    [TINY, 4n],
  ])('is at most that of the last: %o has none at %d', (of, index) => {
    expect(subnetAtIndex(of, index)).toBeUndefined();
  });
});

describe('capacity', () => {
  it.each([
    [USUAL, 3, { subnets: 255, used: 3, free: 252, podsPerNode: 253 }],
    [TINY, 3, { subnets: 3, used: 3, free: 0, podsPerNode: 1 }],
    [
      network('10.0.0.0/8', 22, '10.8.0.0', '10.8.8.0'),
      0,
      { subnets: 3, used: 0, free: 3, podsPerNode: 1021 },
    ],
  ])('counts from SubnetMin to SubnetMax, and the addresses left for pods: %o', (of, used, expected) => {
    expect(capacityOf([{ name: 'ipv4', network: of }], used)).toEqual(expected);
  });

  it('of IPv6 is all that a number holds', () => {
    const podsPerNode = Number.MAX_SAFE_INTEGER;
    const expected = { subnets: 255, used: 1, free: 254, podsPerNode };
    expect(capacityOf([{ name: 'ipv6', network: USUAL6 }], 1)).toEqual(expected);
    const small = network('fd00::/124', 126, 'fd00::4', 'fd00::c');
    expect(capacityOf([{ name: 'ipv6', network: small }], 1).podsPerNode).toBe(2);
  });

  it('of both families is that of the scarcer one', () => {
    const few = network('fd00::/124', 126, 'fd00::4', 'fd00::c');
    const of = [
      { name: 'ipv4', network: USUAL },
      { name: 'ipv6', network: few },
    ] as const;
    expect(capacityOf(of, 5)).toEqual({ subnets: 3, used: 5, free: 0, podsPerNode: 2 });
    expect(
      capacityOf(
        [
          { name: 'ipv4', network: USUAL },
          { name: 'ipv6', network: USUAL6 },
        ],
        2,
      ),
    ).toEqual({
      subnets: 255,
      used: 2,
      free: 253,
      podsPerNode: 253,
    });
  });
});

describe('the first free subnet', () => {
  it.each([
    ['of an empty network is SubnetMin', USUAL, [], '10.244.1.0/24'],
    ['passes over those taken', USUAL, ['10.244.2.0/24', '10.244.1.0/24'], '10.244.3.0/24'],
    ['fills a gap', USUAL, ['10.244.1.0/24', '10.244.3.0/24'], '10.244.2.0/24'],
    [
      'passes over a shorter prefix and what lies in it',
      USUAL,
      ['10.244.4.0/24', '10.244.0.0/21'],
      '10.244.8.0/24',
    ],
    ['passes over a longer prefix inside it', USUAL, ['10.244.1.128/25'], '10.244.2.0/24'],
    ['is not moved by what lies outside', USUAL, ['10.99.0.0/16', '10.245.0.0/16'], '10.244.1.0/24'],
    ['of a full network is undefined', TINY, ['10.99.0.8/29', '10.99.0.4/30'], undefined],
    ['is undefined where one lease covers it all', TINY, ['10.0.0.0/8'], undefined],
  ])('%s', (_, of, taken, expected) => {
    expect(firstFreeSubnet(of, taken.map(prefix))).toBe(expected);
  });

  it('is the lowest of all that overlap none taken', () => {
    const all = Array.from({ length: 255 }, (_, i) => prefix(`10.244.${i + 1}.0/24`));
    const taken = fc
      .record({ third: fc.nat(255), length: fc.integer({ min: 18, max: 26 }) })
      .map(({ third, length }): Prefix => {
        const base = length < 24 ? third - (third % (1 << (24 - length))) : third;
        return prefix(`10.244.${base}.0/${length}`);
      });
    fc.assert(
      fc.property(fc.array(taken, { maxLength: 300 }), (leases) => {
        const expected = all.find((subnet) => !leases.some((lease) => prefixesOverlap(subnet, lease)));
        expect(firstFreeSubnet(USUAL, leases)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('is found among 10,000 taken', () => {
    const wide = network('10.0.0.0/8', 24, '10.0.1.0', '10.255.255.0');
    const taken = Array.from({ length: 10_000 }, (_, i) =>
      prefix(`10.${(i + 1) >> 8}.${(i + 1) & 255}.0/24`),
    );
    expect(firstFreeSubnet(wide, taken.reverse())).toBe('10.39.17.0/24');
  });
});
