import { describe, expect, it, test } from 'vitest';
import { verdictText } from '../../../src/output/index.ts';
import { parseSource, toValue } from '../../../src/text/index.ts';
import { validateDocument, validationDocument } from '../../../src/validate/index.ts';

const said = async (text: string, format: 'json' | 'yaml'): Promise<string | undefined> =>
  (await parseSource('f', text, format)).problems[0]?.message;

const MEGABYTE = 1_000_000;
const many = (text: string, size: number): string => text.repeat(size / text.length);

/** Of each, an algorithm that looks at the rest of the text at every step would take minutes. */
describe('the time that JSON takes grows with its size only', () => {
  test.each<[string, string, string | undefined]>([
    ['blanks', `{"a": ${many(' ', 50 * MEGABYTE)} 1}`, undefined],
    ['empty lines', `{"a": ${many('\n', 5 * MEGABYTE)} 1}`, undefined],
    ['blanks in text', `{"a": "${many(' ', 10 * MEGABYTE)}"}`, undefined],
    ['open lists', many('[', 50 * MEGABYTE), 'nested more than 100 levels deep'],
    ['open objects', many('{"a":', 50 * MEGABYTE), 'nested more than 100 levels deep'],
    ['quotes', `[${many('"', 10 * MEGABYTE)}`, 'a comma is missing before ""'],
    ['escapes', `["${many('\\\\', 5 * MEGABYTE)}"]`, undefined],
    ['digits', `[${many('1', 10 * MEGABYTE)}]`, undefined],
    ['words', `[${many('x ', 5 * MEGABYTE)}]`, '"x" is not JSON'],
    ['words on lines', `[${many('x\n', 5 * MEGABYTE)}]`, '"x" is not JSON'],
    [
      'a key twice',
      `{${many('"a":1,', MEGABYTE)}"a":1}`,
      'the key a is written twice: it is on line 1 already',
    ],
    [
      'wide characters',
      `{${many('"😀":1,', MEGABYTE)}"a":1}`,
      'the key 😀 is written twice: it is on line 1 already',
    ],
    [
      'more values than any network has',
      `[${many('1,', 6 * MEGABYTE)}1]`,
      'more than 2000000 values in one document',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await said(text, 'json')).toBe(expected);
  });

  it('an object of many keys that nobody knows', async () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `"k${i}": 1`);
    const { problems } = await validateDocument('f', `{"kind": "SubnetPlan", ${keys.join()}}`);
    expect(problems.length).toBeGreaterThan(50_000);
  });
});

describe('the time that YAML takes grows with its size only', () => {
  test.each<[string, string, string | undefined]>([
    ['aliases', `a: &a 1\nb:\n${many('- *a\n', 200_000)}`, undefined],
    ['aliases of nothing', many('- *a\n', 100_000), 'the alias a stands for nothing'],
    [
      'more aliases than are read',
      `a: &a 1\nb:\n${many('- *a\n', 600_000)}`,
      'aliases that stand for too much',
    ],
    ['documents', many('---\n', 200_000), 'too much YAML: this is as far as it is read'],
    ['anchors', many('- &a b\n', 140_000), undefined],
    ['a long key', `${many('x', MEGABYTE)}: 1`, expect.stringContaining('not YAML: ')],
    ['lines of one text', `a: b\n${many('  x\n', MEGABYTE)}`, undefined],
    ['lines of a block', `a: |\n${many('  x\n', MEGABYTE)}`, undefined],
    ['a quote that never ends', `a: "${many('x ', MEGABYTE)}`, expect.stringContaining('not YAML: ')],
  ])('%s', async (_, text, expected) => {
    expect(await said(text, 'yaml')).toEqual(expected);
  });

  it('an alias stands for the nearest anchor of its name before it', async () => {
    const { root } = await parseSource('f', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n? &y k\n: *y\n', 'yaml');
    expect(root && toValue(root)).toEqual({ a: 1, b: 1, c: 2, d: 2, k: 'k' });
  });
});

describe('of very many problems', () => {
  const nodes = Array.from({ length: 20_000 }, (_, i) => ({ name: `n_${i}`, publicIP: 'x' }));

  it('text and document list the first, errors before warnings, and say how many more there are', async () => {
    const verdict = await validateDocument('f', JSON.stringify(nodes));
    expect(verdict.problems).toHaveLength(40_000);
    const { problems } = validationDocument(verdict);
    expect(problems).toHaveLength(1001);
    expect(problems[0]).toMatchObject({ location: { line: 1 }, excerpt: expect.stringContaining('"n_0"') });
    expect(problems.at(-1)).toEqual({ severity: 'error', message: '… and 39000 more like these' });
    expect(verdictText(verdict)).toContain(
      'error: … and 39000 more like these\nf: not a valid node list, 40000 errors',
    );
  });

  it('one error among warnings is listed', async () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `"SubnetLon${i}": 1`);
    const verdict = await validateDocument('net-conf.json', `{${keys.join()}, "Network": 1}`);
    expect(validationDocument(verdict).problems.filter(({ severity }) => severity === 'error')).toHaveLength(
      1,
    );
  });

  it('a listing of etcd with as many values that can’t be read is one with warnings', async () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, i) => `/coreos.com/network/subnets/10.${i >> 8}.${i & 255}.0-24\n{x`,
    );
    const { kind, problems } = await validateDocument('f', lines.join('\n'));
    expect([kind, problems.length]).toEqual(['node-records', 50_000]);
  });
});
