import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../../src/errors/index.ts';
import { planDocument, planOfValue } from '../../../src/leases/index.ts';

const netConf = (vni: number) => ({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan', VNI: vni } });

const NODES = [1, 2, 3, 4].map((number) => ({
  name: `n${number}`,
  publicIP: `192.168.1.${number}`,
  subnet: `10.244.${number}.0/24`,
}));

const { plan: known } = planOfValue({ kind: 'SubnetPlan', netConf: netConf(7), nodes: NODES });
if (known === undefined) throw new Error('the plan of the test is not valid');
const document = planDocument(known);

/** Values of nodes that are in the plan, valid ones that are not, and wrong ones. */
const edit = fc.oneof(
  fc.record({ publicIP: fc.constantFrom('192.168.1.2', '192.168.1.9', '224.0.0.1', 'x') }),
  fc.record({ subnet: fc.constantFrom('10.244.2.0/24', '10.244.9.0/24', '10.244.0.0/17', '10.245.0.0/24') }),
  fc.record({ vtepMAC: fc.constantFrom('0e:2a:0a:f4:02:07', '02:00:00:00:00:09', '01:00:00:00:00:09') }),
  fc.record({ vni: fc.constantFrom<unknown>(8, '7', null) }),
  fc.record({ name: fc.constantFrom<unknown>('n2', 'n9', 'N', 5) }),
  fc.record({ more: fc.constant(1) }),
);

/** Some of its nodes, or all with one that is edited. */
const choice: fc.Arbitrary<readonly (readonly [number, object])[]> = fc.oneof(
  fc.array(fc.tuple(fc.nat(3), fc.option(edit, { freq: 3, nil: {} })), { maxLength: 5 }),
  fc
    .tuple(fc.nat(3), edit)
    .map(([edited, change]) => NODES.map((_, i) => [i, i === edited ? change : {}] as const)),
);

const edited = fc
  .record({
    nodes: choice,
    vni: fc.constantFrom(7, 7, 7, 8),
    capacity: fc.constantFrom<unknown>(document.capacity, document.capacity, undefined, 'x'),
  })
  .map(({ nodes, vni, capacity }) => ({
    ...document,
    netConf: netConf(vni),
    nodes: nodes.map(([index, change]) => ({ ...document.nodes[index], ...change })),
    ...(capacity === undefined ? {} : { capacity }),
  }));

describe('a plan that is checked beside one that is known', () => {
  it('has the nodes and the errors that it has alone', () => {
    let valid = 0;
    fc.assert(
      fc.property(edited, (changed) => {
        const [alone, beside] = [planOfValue(changed), planOfValue(changed, known)];
        expect(beside.problems.filter(isError)).toEqual(alone.problems.filter(isError));
        expect(beside.plan).toEqual(alone.plan);
        if (alone.plan !== undefined) valid += 1;
      }),
      { numRuns: 2000 },
    );
    expect(valid).toBeGreaterThan(100);
  });

  it('is the known one where it is written like it', () => {
    expect(planOfValue(structuredClone(document), known).plan).toBe(known);
    const moved = { ...document, nodes: document.nodes.toReversed() };
    expect(planOfValue(moved, known).plan).toEqual(known);
    expect(planOfValue(moved, known).plan).not.toBe(known);
  });
});
