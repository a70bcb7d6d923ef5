import fc from 'fast-check';
import type { PlanNode } from '../../src/leases/index.ts';
import { type Address, macFrom, type NodeName, type Prefix } from '../../src/net/index.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);

/** Nodes of a plan, each name and subnet once. */
export const nodes: fc.Arbitrary<PlanNode[]> = fc
  .uniqueArray(
    fc.record({
      labels: fc.array(label, { minLength: 1, maxLength: 3 }),
      host: fc.integer({ min: 1, max: 254 }),
      subnet: fc.integer({ min: 1, max: 255 }),
      mac: fc.option(fc.nat(0xffff), { nil: undefined }),
    }),
    { selector: ({ subnet }) => subnet, minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ labels, host, subnet, mac }) => ({
      name: [...labels, `${subnet}`].join('.') as NodeName,
      publicIP: `192.168.1.${host}` as Address,
      subnet: `10.244.${subnet}.0/24` as Prefix,
      ...(mac === undefined ? {} : { vtepMac: macFrom(0x02, 0, mac) }),
    })),
  );
