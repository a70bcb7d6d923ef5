import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedSubnet } from '../../../src/leases/subnets/moved-subnet.ts';
import { subnetAtIndex } from '../../../src/leases/subnets/subnets.ts';
import type { NodeName, Prefix } from '../../../src/net/index.ts';
import { network, refusal, TINY, USUAL, USUAL6 } from './support.ts';

const N1 = 'n1' as NodeName;
const OTHER = network('10.10.0.0/16', 24, '10.10.1.0', '10.10.255.0');
const OTHER6 = network('fd00:99::/48', 64, 'fd00:99:0:1::', 'fd00:99:0:ffff::');
const LONGER = network('10.10.0.0/16', 25, '10.10.0.128', '10.10.255.128');

describe('a node’s subnet in another network', () => {
  it.each([
    ['is at the same place', '10.244.7.0/24', USUAL, OTHER, '10.10.7.0/24'],
    ['of IPv6 is so, too', 'fd00:10:244:7::/64', USUAL6, OTHER6, 'fd00:99:0:7::/64'],
    [
      'is kept as it is in the same network, whatever its length',
      '10.244.7.128/25',
      USUAL,
      { ...USUAL, subnetMin: OTHER.subnetMin },
      '10.244.7.128/25',
    ],
    ['is kept as it is where the family was off before', '10.244.7.0/24', undefined, USUAL, '10.244.7.0/24'],
  ])('%s', (_, subnet, before, now, expected) => {
    expect(movedSubnet(N1, subnet as Prefix, before, now)).toBe(expected);
  });

  it.each([
    ['reaches less far', '10.244.7.0/24', USUAL, network('10.10.0.0/22', 24, '10.10.1.0', '10.10.3.0')],
    ['has subnets of another length', '10.244.7.0/24', USUAL, LONGER],
    ['is tiny', '10.244.7.0/24', USUAL, TINY],
    ['is of less IPv6', 'fd00:99:0:ffff::/64', OTHER6, USUAL6],
  ])('is refused where that %s', (_, subnet, before, now) => {
    const why = `n1 has ${subnet} of ${before.network}, and ${now.network} has no place for it`;
    expect(refusal(() => movedSubnet(N1, subnet as Prefix, before, now))).toBe(why);
  });

  it('is where it was when the network comes back, and no two nodes share one', () => {
    const subnet = fc.nat(255).map((place) => subnetAtIndex(USUAL, BigInt(place)) ?? expect.unreachable());
    fc.assert(
      fc.property(subnet, subnet, (a, b) => {
        const [there, other] = [a, b].map((one) => movedSubnet(N1, one, USUAL, OTHER));
        expect(movedSubnet(N1, there as Prefix, OTHER, USUAL)).toBe(a);
        expect(there === other).toBe(a === b);
      }),
    );
  });
});
