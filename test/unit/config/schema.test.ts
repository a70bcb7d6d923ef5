import Ajv from 'ajv/dist/2020.js';
import { expect, it, test } from 'vitest';
import { checkSchema, closest, parseSource } from '../../../src/text/index.ts';
import { inShort } from './check.ts';

const schema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1 },
    mode: { enum: ['active', 'passive'] },
    kind: { const: 'Thing' },
    port: { type: 'integer', minimum: 1, maximum: 9 },
    items: { type: 'array', minItems: 1, items: { $ref: '#/$defs/item' } },
  },
  $defs: {
    item: {
      type: 'object',
      additionalProperties: false,
      properties: { address: { type: ['string', 'null'] } },
    },
  },
};
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const check = async (text: string) => {
  const { source, root } = await parseSource('f.yaml', text);
  return checkSchema(validate, root ?? expect.unreachable(), source, schema);
};

test.each<[string, string[]]>([
  ['name: a\n', []],
  ['port: 1\n', ['error 1:1 name is missing']],
  ['name: 5\n', ['error 1:7 name must be text, not 5']],
  ['name: ""\n', ['error 1:7 name is empty']],
  ['name: a\nport: 10\n', ['error 2:7 port must be at most 9, not 10']],
  ['name: a\nport: 1.5\n', ['error 2:7 port must be a whole number, not 1.5']],
  ['name: a\nport:\n', ['error 2:6 port must be a whole number, not nothing']],
  ['name: a\nkind: Thin\n', ['error 2:7 kind must be "Thing", not the text "Thin"']],
  ['name: a\nmode: on\n', ['error 2:7 mode must be "active" or "passive", not the text "on"']],
  ['name: a\nitems: []\n', ['error 2:8 items is empty']],
  ['name: a\nitems:\n- {}\n- address: 5\n', ['error 4:12 items[1].address must be text or null, not 5']],
  ['name: a\nitems:\n- addres: x\n', ['error 3:3 unknown key addres in items[0]']],
  [
    'nam: a\nport: x\n',
    [
      'error 1:1 name is missing',
      'error 1:1 unknown key nam',
      'error 2:7 port must be a whole number, not the text "x"',
    ],
  ],
])('a schema says of %j: %j', async (text, expected) => {
  expect((await check(text)).map(inShort)).toEqual(expected);
});

test.each([
  ['name: a\nitems:\n- addres: x\n', 'Did you mean address?'],
  ['name: a\nmode: pasive\n', 'Did you mean passive?'],
  ['name: a\nzzz: 1\n', 'Known are: name, mode, kind, port, items.'],
])('a schema hints of %j: %s', async (text, hint) => {
  expect((await check(text)).map((problem) => problem.hint)).toEqual([hint]);
});

test.each([
  ['Netwrok', 'Network'],
  ['network', 'Network'],
  ['SubnetLenght', 'SubnetLen'],
  ['Netwok', 'Network'],
  ['vxlna', 'vxlan'],
  ['Qwertyuiop', undefined],
  // Two letters of which only one is where the other was are two edits.
  ['prxt', undefined],
  ['pxot', undefined],
  ['', undefined],
  ['x'.repeat(10_000), undefined],
])('the nearest of the words to %s is %s', (word, expected) => {
  expect(closest(word, ['Network', 'SubnetLen', 'SubnetMin', 'vxlan', 'Port'])).toBe(expected);
});

it('prefers the word that is nearer', () => {
  expect(closest('SubnetMax', ['SubnetMin', 'SubnetMax'])).toBe('SubnetMax');
});
