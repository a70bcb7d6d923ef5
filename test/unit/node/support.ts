import fc from 'fast-check';
import { vtepMac } from '../../../src/backends/index.ts';
import type { NodeFamily, PlanNode } from '../../../src/leases/index.ts';
import { type Address, type Mac, macFrom, type NodeName, type Prefix } from '../../../src/net/index.ts';

export const VNI = 7;

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);

/** A node's own MAC in one family: of the number, or the derived one. */
const macOf = (subnet: Prefix, number: number, isOwn: boolean): Mac =>
  isOwn ? macFrom(0x02, subnet.includes(':') ? 6 : 4, number) : vtepMac(subnet, VNI);

/** Nodes of a plan of one or both families, each name and subnet once. */
export const nodes: fc.Arbitrary<PlanNode[]> = fc
  .uniqueArray(
    fc.record({
      labels: fc.array(label, { minLength: 1, maxLength: 3 }),
      host: fc.integer({ min: 1, max: 254 }),
      place: fc.integer({ min: 1, max: 255 }),
      families: fc.constantFrom('4', '6', '46', '46'),
      mac: fc.nat(0xffff),
      /** Which families have a MAC of their own; without vxlan there are none at all. */
      own: fc.constantFrom(undefined, '', '4', '6', '46'),
    }),
    { selector: ({ place }) => place, minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ labels, host, place, families, mac, own }): PlanNode => {
      const family = (publicIP: string, text: string, sign: string): NodeFamily => {
        const subnet = text as Prefix;
        const vtep = own === undefined ? {} : { data: { vtepMac: macOf(subnet, mac, own.includes(sign)) } };
        return { publicIP: publicIP as Address, subnet, ...vtep };
      };
      const hex = place.toString(16);
      return {
        name: [...labels, `${place}`].join('.') as NodeName,
        ...(families.includes('4') && { ipv4: family(`192.168.1.${host}`, `10.244.${place}.0/24`, '4') }),
        ...(families.includes('6') && {
          ipv6: family(`fd00:192:168:1::${host}`, `fd00:10:244:${hex}::/64`, '6'),
        }),
      };
    }),
  );
