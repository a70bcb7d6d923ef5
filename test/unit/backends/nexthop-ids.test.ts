import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nexthopIds } from '../../../src/backends/base/nexthop-ids.ts';
import type { BackendInput, FamilyInput } from '../../../src/backends/index.ts';
import type { PlanNode } from '../../../src/leases/index.ts';
import type { Address, NodeName, Prefix } from '../../../src/net/index.ts';
import { DUAL, EXAMPLE, IPV4, IPV6, peerOf } from '../../support/example-node.ts';

const four = (name: string, subnet: string): PlanNode => ({
  name: name as NodeName,
  ipv4: { publicIP: '192.168.1.9' as Address, subnet: subnet as Prefix },
});

const ids = (peers: readonly PlanNode[], family: FamilyInput = IPV4): Record<string, number> =>
  Object.fromEntries(nexthopIds({ ...EXAMPLE, peers }, family));

describe('the id of a nexthop', () => {
  it('is a base of the family’s own and the place of the subnet', () => {
    const peers = [peerOf(2, '46'), peerOf(255, '46')];
    expect(ids(peers)).toEqual({ n2: 0x46_00_00_02, n255: 0x46_00_00_ff });
    expect(ids(peers, IPV6)).toEqual({ n2: 0x66_00_00_02, n255: 0x66_00_00_ff });
  });

  it('is none for a peer without the family', () => {
    expect(ids([peerOf(2, '6'), peerOf(3, '4')])).toEqual({ n3: 0x46_00_00_03 });
  });

  it('stays when other peers come and go', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 20 });
    fc.assert(
      fc.property(numbers, fc.nat(255), (others, number) => {
        const one = peerOf(number, '46');
        const peers = [
          ...others.filter((other) => other !== number).map((other) => peerOf(other, '46')),
          one,
        ];
        for (const family of [IPV4, IPV6])
          expect(ids(peers, family)[one.name]).toBe(ids([one], family)[one.name]);
      }),
    );
  });

  it.each<[string, PlanNode[], number[]]>([
    [
      'longer than SubnetLen',
      [four('a', '10.244.4.0/25'), four('b', '10.244.4.128/25'), four('c', '10.244.5.0/24')],
      [4, 5, 6],
    ],
    ['shorter than SubnetLen', [four('a', '10.244.4.0/23'), four('b', '10.244.6.0/24')], [4, 6]],
    ['many at one place', ['0', '1', '2', '3'].map((n) => four(n, `10.244.4.${n}/32`)), [4, 5, 6, 7]],
  ])('is one’s own where podCIDRs are %s', (_, peers, places) => {
    expect(Object.values(ids(peers))).toEqual(places.map((place) => 0x46_00_00_00 + place));
    expect(ids(peers)).toEqual(ids(peers));
  });

  it('is one’s own of any subnets of the widest networks, and fits in 31 bits', () => {
    const wide = (network: string, subnetLen: number, family: FamilyInput): FamilyInput => ({
      ...family,
      network: { ...family.network, network: network as Prefix, subnetLen },
    });
    const subnet = fc
      .tuple(fc.nat(0xffff), fc.nat(0xffff), fc.integer({ min: 33, max: 64 }))
      .map(([high, low, length]) => {
        const bits = (BigInt(high) << 16n) | BigInt(low);
        const cut = (bits >> BigInt(64 - length)) << BigInt(64 - length);
        const text = cut.toString(16).padStart(8, '0');
        return `fd00:1:${text.slice(0, 4)}:${text.slice(4)}::/${length}` as Prefix;
      });
    fc.assert(
      fc.property(fc.uniqueArray(subnet, { maxLength: 30 }), (all) => {
        const peers = all.map((prefix, i): PlanNode => {
          const ipv6 = { publicIP: 'fd00::1' as Address, subnet: prefix };
          return { name: `n${i}` as NodeName, ipv6 };
        });
        const given = Object.values(ids(peers, wide('fd00:1::/32', 64, IPV6)));
        expect(new Set(given).size).toBe(all.length);
        for (const id of given) expect(id >= 0x66_00_00_00 && id < 0x67_00_00_00).toBe(true);
      }),
    );
  });

  it('is the same in every family and backend that has the peer', () => {
    const hostGw: BackendInput = { ...DUAL, backend: { type: 'host-gw' } };
    expect(nexthopIds(hostGw, IPV6)).toEqual(nexthopIds(DUAL, IPV6));
  });
});
