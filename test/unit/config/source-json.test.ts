import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseSource, toValue } from '../../../src/text/index.ts';
import { inShort } from './check.ts';

const parse = async (text: string, format?: 'json' | 'yaml') => parseSource('f', text, format);
const found = async (text: string, format?: 'json' | 'yaml') =>
  (await parse(text, format)).problems.map(inShort);

/** A document that is text with JSON in it is refused: a template or a shell has put it in quotes. */
const isQuotedDocument = (value: unknown): boolean => typeof value === 'string' && /^\s*[{[]/.test(value);

describe('reading JSON', () => {
  it('gives the value that JSON.parse gives, for any value', async () => {
    const values = fc.jsonValue().filter((value) => !isQuotedDocument(value));
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(0, 1, '\t'), async (value, indent) => {
        const { root, problems } = await parse(JSON.stringify(value, null, indent), 'json');
        const text = JSON.stringify(value);
        expect(problems).toEqual([]);
        expect(root && JSON.stringify(toValue(root))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test.each<[string, string[]]>([
    ['{"a": 1,}', ['error 1:8 a comma after the last item']],
    ['{"a": [1, 2,\n]}', ['error 1:12 a comma after the last item']],
    ['// x\n{"a": 1} /* y */', ['error 1:1 a comment', 'error 2:10 a comment']],
    ['{"a": 1\n "b": 2}', ['error 2:2 a comma is missing before "b"']],
    ['{"a": 1', ['error 1:8 an object is never closed']],
    ['{"a": [1', ['error 1:9 a list is never closed']],
    ['{"a" 1}', ['error 1:6 expected a colon after the key, not 1']],
    ['{"a" "bcd"}', ['error 1:6 expected a colon after the key, not "bcd"']],
    ['{"a" 1 /* x */}', ['error 1:6 expected a colon after the key, not 1', 'error 1:8 a comment']],
    ['{"a": }', ['error 1:7 expected a value, not }']],
    ['{"a": True}', ['error 1:7 "True" is not JSON']],
    ['{"a": 01}', ['error 1:8 a number must not begin with 0']],
    ['{"a": 1.}', ['error 1:7 a number that breaks off']],
    ['{"a": "x\n}', ['error 1:7 text without a closing quote']],
    ['{"a": "\\q"}', ['error 1:7 a bad escape']],
    ['{"a": "\\u12"}', ['error 1:7 a bad escape']],
    ['{"a": "x\ty"}', ['error 1:7 a control character inside text']],
    ['{"a": 1} {"b": 2}', ['error 1:10 the JSON value ended before {']],
    ['{"a": 1,, "b": 2}', ['error 1:9 expected a key in double quotes, not ,']],
    ['{"a": 1}\u00A0', ['error 1:9 a no-break space']],
    ['\uFEFF{"a": 1}', ['error 1:1 a byte order mark before the JSON; flanneld refuses the file for it']],
    ['{"a": 1, "a": 2}', ['error 1:10 the key a is written twice: it is on line 1 already']],
    ['[{"b": {"a": 1,\n"a": 2}}]', ['error 2:1 the key a is written twice: it is on line 1 already']],
    [
      '{"a": 1, "a": 2, "a": 3}',
      ['error 1:10', 'error 1:18'].map((at) => `${at} the key a is written twice: it is on line 1 already`),
    ],
    ['{a: 1,\n b: 2}', ['error 1:2 "a" is not JSON', 'error 2:2 "b" is not JSON']],
  ])('of %j says %j', async (text, expected) => {
    expect(await found(text, 'json')).toEqual(expected);
  });

  test.each([
    ["{'a': 1}", 'JSON takes double quotes.'],
    ['{“a”: 1}', 'These are typographic quotes; JSON takes ".'],
    ['{a: 1}', 'Put the key in double quotes: "a".'],
    ['{"a": yes}', 'Write true.'],
    ['{"a": None}', 'Write null.'],
    ['{"a": 1} # x', 'JSON has no comments: remove it.'],
  ])('of %s hints: %s', async (text, hint) => {
    expect((await parse(text, 'json')).problems[0]?.hint).toBe(hint);
  });

  it('lists every line that is wrong', async () => {
    const text =
      '{\n  "Network": "10.244.0.0/16"\n  "Backend": {\n    "Type" "vxlan",\n    "VNI": 07,\n  },\n}\n';
    expect(await found(text)).toEqual([
      'error 3:3 a comma is missing before "Backend"',
      'error 4:12 expected a colon after the key, not "vxlan"',
      'error 5:13 a number must not begin with 0',
      'error 6:4 a comma after the last item',
    ]);
  });

  it.each(['{"a": 1,}', '// x\n{"a": 1}', '{"a": 1, "a": 1}', '\uFEFF{"a": 1}'])(
    'still reads %j, of which is clear what is meant',
    async (text) => {
      const { root } = await parse(text, 'json');
      expect(root && toValue(root)).toEqual({ a: 1 });
    },
  );

  it('still reads an object in which a comma is missing', async () => {
    const { root } = await parse('{"a": 1 "b": 2}', 'json');
    expect(root && toValue(root)).toEqual({ a: 1, b: 2 });
  });

  it.each(['{"a": 1', '{"a": True}', '{"a": "x\n}', '{a: 1}'])('gives no tree of %j', async (text) => {
    expect((await parse(text, 'json')).root).toBeUndefined();
  });

  it('takes __proto__ for a key like any other', async () => {
    const { root } = await parse('{"__proto__": {"a": 1}}');
    expect(Object.keys(toValue(root ?? expect.unreachable()) as object)).toEqual(['__proto__']);
  });
});
