import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { checkPlan, planOfValue, writtenPlan } from '../../../src/leases/index.ts';
import { renderDocument } from '../../../src/output/index.ts';
import { parseSource, toValue } from '../../../src/text/index.ts';

const NET_CONF = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan', VNI: 7 } };

/** Mostly the usual value, now and then one that has to be read with more care. */
const mostly = <T>(usual: fc.Arbitrary<T>, ...odd: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const WORDS = ['true', 'null', 'no', '1e3', '0x1f', '1.5', '12', 'inf', '.inf', '- a', 'a: b', '#', ''];

const node = fc.record(
  {
    name: mostly(fc.stringMatching(/^[a-z][a-z0-9]{1,8}(\.[a-z0-9]{1,4})?$/), ...WORDS),
    publicIP: mostly(fc.ipV4(), '', 'x', '1.2', '1.2.3.4 '),
    publicIPv6: mostly(
      fc.nat(0xffff).map((low) => `fd00::${low.toString(16)}`),
      'fd00::',
      '::1',
    ),
    subnet: fc.nat(255).map((third) => `10.244.${third}.0/24`),
    vni: mostly(fc.constant<unknown>(7), 8, '7', 7.5, null),
    vtepMAC: fc.constantFrom('0e:2a:0a:f4:01:07', '11:22:33:44:55:66'),
  },
  { requiredKeys: ['name'] },
);

const plan = fc.array(node, { maxLength: 6 }).map((nodes) => ({
  kind: 'SubnetPlan',
  netConf: NET_CONF,
  nodes,
  capacity: { subnets: 256, used: 1, free: 255, podsPerNode: 253 },
}));

/** What the reader with places makes of a text. */
async function placed(text: string) {
  const { root, source, problems } = await parseSource('plan', text);
  const checked = root === undefined ? { problems } : checkPlan(root, source);
  return { value: root && toValue(root), plan: problems.length === 0 ? checked.plan : undefined };
}

describe('a plan in the form in which it is written', () => {
  it.each(['json', 'yaml'] as const)('is read as by the reader with places, in %s', async (format) => {
    let quick = 0;
    await fc.assert(
      fc.asyncProperty(plan, async (document) => {
        const text = await renderDocument(document, format);
        const value = await writtenPlan(text);
        const { value: expected, plan: checked } = await placed(text);
        if (value === undefined) return;
        quick += 1;
        expect(value).toEqual(expected);
        expect(planOfValue(value).plan).toEqual(checked);
      }),
      { numRuns: 150 },
    );
    expect(quick).toBeGreaterThan(30);
  });

  const NODE = { name: 'n1', publicIP: '192.168.1.1', subnet: '10.244.1.0/24', vni: 7 };
  const YAML = stringify({ kind: 'SubnetPlan', netConf: NET_CONF, nodes: [NODE] });
  const JSON_TEXT = JSON.stringify({ kind: 'SubnetPlan', netConf: NET_CONF, nodes: [NODE] });

  it('is read at all', async () => {
    expect(await writtenPlan(YAML)).toEqual(JSON.parse(JSON_TEXT));
    expect(await writtenPlan(JSON_TEXT)).toEqual(JSON.parse(JSON_TEXT));
    expect(await writtenPlan(JSON.stringify(JSON.parse(JSON_TEXT), null, 3))).toEqual(JSON.parse(JSON_TEXT));
  });

  it.each([
    ['a key twice in JSON', JSON_TEXT.replace('"name":"n1"', '"name":"n0","name":"n1"')],
    ['24.0 in JSON', JSON_TEXT.replace('"VNI":7', '"VNI":7.0')],
    ['JSON that ends early', JSON_TEXT.slice(0, -1)],
    ['a list', `[${JSON_TEXT}]`],
    ['a key twice in a node', YAML.replace('publicIP:', 'name: n2\n    publicIP:')],
    ['a key twice in the net-conf', YAML.replace('Network:', 'Network: 10.0.0.0/8\n  Network:')],
    ['7.0 in YAML', YAML.replace('VNI: 7', 'VNI: 7.0')],
    ['nodes twice', `${YAML}nodes: []\n`],
    ['a name that is no text', YAML.replace('name: n1', 'name: true')],
    ['a name that is a number', YAML.replace('name: n1', 'name: 1.5')],
    ['a value in quotes', YAML.replace('name: n1', 'name: "n1"')],
    ['an alias', YAML.replace('name: n1', 'name: *n1')],
    ['a comment', YAML.replace('name: n1', 'name: n1 # the first')],
    ['another indent', YAML.replaceAll('\n    ', '\n      ')],
    ['a second document', `${YAML}---\n${YAML}`],
    ['a tab', YAML.replace('name: n1', 'name:\tn1')],
  ])('is not %s: that is for the reader with places', async (_, text) => {
    expect(text).not.toBe(YAML);
    expect(await writtenPlan(text)).toBeUndefined();
  });
});
