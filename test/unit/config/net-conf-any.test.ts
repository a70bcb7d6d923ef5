import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNetConf } from '../../../src/config/index.ts';
import { parseSource } from '../../../src/text/index.ts';
import { netConf, v4 } from './check.ts';

describe('any value at all', () => {
  const KEYS = [
    'Network',
    'subnetlen',
    'SubnetMin',
    'Backend',
    'EnableIPv6',
    'IPv6Network',
    'Type',
    'VNI',
    'MTU',
  ];
  const leaf = fc.oneof(
    fc.constantFrom(
      '10.3.0.0/16',
      'fd00::/56',
      '10.3.1.0',
      'vxlan',
      'ipsec',
      null,
      true,
      false,
      24,
      -1,
      1e21,
      '',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const conf = fc.dictionary(
    fc.oneof(fc.constantFrom(...KEYS), fc.string()),
    fc.oneof(leaf, fc.dictionary(fc.constantFrom(...KEYS), leaf)),
  );

  it('never throws, and says where each problem is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(conf, fc.jsonValue()), async (value) => {
        const { netConf: checked, problems } = await netConf(JSON.stringify(value, null, 1) ?? 'null');
        for (const { location, excerpt } of problems) {
          expect(location?.line).toBeGreaterThan(0);
          expect(location?.column).toBeGreaterThan(0);
          expect(excerpt).toMatch(/\n *\^+$/);
        }
        // Either it is good, or there is an error that says why not.
        expect(checked === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 500 },
    );
  });

  it('gives subnets that lie in the network, four at least, in order', async () => {
    const network = fc.tuple(
      fc.nat(0xffffff),
      fc.integer({ min: 8, max: 28 }),
      fc.integer({ min: 0, max: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(network, async ([low, length, SubnetLen]) => {
        const Network = `10.${low >> 16}.${(low >> 8) & 255}.${low & 255}/${length}`;
        const { source, root } = await parseSource('x', JSON.stringify(v4({ Network, SubnetLen })));
        const { netConf: checked } = checkNetConf(root ?? expect.unreachable(), source);
        const isRoomy = SubnetLen === 0 || SubnetLen >= length + 2;
        expect(checked !== undefined).toBe(isRoomy);
        if (checked?.ipv4 !== undefined) expect(checked.ipv4.subnetLen).toBeGreaterThanOrEqual(length + 2);
      }),
    );
  });
});
