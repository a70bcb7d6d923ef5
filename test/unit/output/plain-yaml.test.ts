import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDocument, yamlText } from '../../../src/output/document.ts';
import { plainYaml } from '../../../src/output/plain-yaml.ts';

/** Texts as documents have them, and near what YAML takes for something else. */
const TEXT = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9 ,:#./()=~_-]{0,12}$/),
  fc.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/),
  fc.ipV4(),
  fc.ipV6(),
  fc.nat(0xffff).map((low) => `fd00:10:244:${low.toString(16)}::/64`),
  fc.nat(0xffff).map((low) => `fd00:1::${low.toString(16)}/64`),
  fc.constantFrom(
    'on',
    'No',
    'y',
    'NULL',
    'null',
    'true',
    'n1',
    '0x1f',
    '1e3',
    'e1',
    '10.1',
    '12:34:56:78:90:12',
    '.inf',
    'nan',
    'infinity',
  ),
);

const { document } = fc.letrec((tie) => ({
  leaf: fc.oneof(TEXT, fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.double()),
  map: fc.dictionary(TEXT, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 4 }),
  value: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('map'), tie('list')),
  document: fc.oneof(tie('map'), tie('list')),
}));

describe('YAML of plain documents', () => {
  it('is what the library writes, where it is written', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(document as fc.Arbitrary<object>, async (value) => {
        const plain = plainYaml(value);
        if (plain === undefined) return;
        written += 1;
        expect(plain).toBe(await yamlText(value));
      }),
      { numRuns: 3000 },
    );
    expect(written).toBeGreaterThan(300);
  });

  it('is beside what the library writes of the other keys', async () => {
    await fc.assert(
      fc.asyncProperty(document as fc.Arbitrary<object>, async (value) => {
        expect(await renderDocument(value, 'yaml')).toBe(await yamlText(value));
      }),
    );
  });

  it('is written of a plan, and not of what needs quotes', () => {
    const node = {
      name: 'n1',
      publicIP: '10.0.0.1',
      subnet: '10.244.0.0/24',
      vni: 1,
      vtepMAC: '0e:2a:00:00:00:01',
      publicIPv6: 'fd00::1',
    };
    expect(plainYaml({ nodes: [node] })).toBe(
      'nodes:\n  - name: n1\n    publicIP: 10.0.0.1\n    subnet: 10.244.0.0/24\n    vni: 1\n    vtepMAC: 0e:2a:00:00:00:01\n    publicIPv6: fd00::1\n',
    );
    expect(plainYaml({ name: 'on' })).toBeUndefined();
    expect(plainYaml({ vni: -0 })).toBeUndefined();
    expect(plainYaml({ vtepMAC: '12:34:56:78:90:12' })).toBeUndefined();
  });
});
