import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseSource, type SourceNode, toValue } from '../../../src/text/index.ts';
import { inShort } from './check.ts';

const parse = async (text: string, format?: 'json' | 'yaml') => parseSource('f', text, format);
const found = async (text: string, format?: 'json' | 'yaml') =>
  (await parse(text, format)).problems.map(inShort);

describe('reading YAML', () => {
  it('reads several documents and leaves out empty ones', async () => {
    const { roots, problems } = await parse('---\n---\na: 1\n---\n- b\n...\n');
    expect(problems).toEqual([]);
    expect(roots.map(toValue)).toEqual([{ a: 1 }, ['b']]);
  });

  test.each<[string, RegExp]>([
    ['a: 1\nb: 2\na: 3\n', /^error 3:1 the key a is written twice: it is on line 1 already$/],
    ['a: [1\nb: 2\n', /^error \d:\d not YAML: /],
    ['a: b: c\n', /^error 1:4 not YAML: /],
    ['a:\n\tb: 1\n', /^error 2:1 not YAML: the line is indented with a tab$/],
    ['- a: 1\n\tb: 2\n\tc: 3\n', /^error 2:1 not YAML: the line is indented with a tab$/],
    ['- a: 1\n  \tb: 2\n', /^error 2:3 not YAML: the line is indented with a tab$/],
    ['? {a: b}\n: 1\n', /^error 1:3 a key that is not plain text$/],
    ['a: *b\n', /^error 1:4 .*(alias|Alias)/],
    ['a: !mine 1\n', /^error 1:4 not YAML: .*tag/],
  ])('of %j says %s', async (text, expected) => {
    const [problem, ...more] = await found(text, 'yaml');
    expect(problem).toMatch(expected);
    expect(more).toEqual([]);
  });

  test.each(['- a: 1\n- a: 2\n', 'a:\n  b: 1\nc: 2\n', '---\n- a\n'])(
    'reads %j after a byte order mark, too, and counts places without it',
    async (text) => {
      const { root, problems } = await parse(`\uFEFF${text}`);
      expect(problems).toEqual([]);
      expect(root && toValue(root)).toEqual(toValue((await parse(text)).root as SourceNode));
      expect(await found('\uFEFFa: 1\na: 2\n')).toEqual([
        'error 2:1 the key a is written twice: it is on line 1 already',
      ]);
      expect(await found('\uFEFFa: b: c\n')).toEqual(await found('a: b: c\n'));
    },
  );

  it('resolves aliases', async () => {
    const { root } = await parse('a: &x [1, 2]\nb: *x\n');
    expect(root && toValue(root)).toEqual({ a: [1, 2], b: [1, 2] });
  });

  it('reads old YAML the way Kubernetes documents are written: no dates, no yes', async () => {
    const { root } = await parse('%YAML 1.1\n---\na: 2020-01-01\nb: yes\n');
    expect(root && toValue(root)).toEqual({ a: '2020-01-01', b: 'yes' });
  });
});

describe('what is no document', () => {
  test.each<[string, string, string]>([
    ['an empty text', '', 'error 1:1 there is nothing in it'],
    ['white space', ' \n\t\n', 'error 1:1 there is nothing in it'],
    ['a program', '\x7fELF\u0002\u0001\u0000\u0000', 'error 1:5 not a text file in UTF-8'],
    ['UTF-16', '\uFFFD\uFFFD{\u0000', 'error 1:1 not a text file in UTF-8'],
    ['deep JSON lists', '['.repeat(100_000), 'error 1:101 nested more than 100 levels deep'],
    ['deep JSON objects', '{"a":'.repeat(100_000), 'error 1:501 nested more than 100 levels deep'],
    ['deep YAML flow lists', `a: ${'['.repeat(100_000)}`, 'error 1:103 nested more than 100 levels deep'],
    ['deep YAML lists', '- '.repeat(100_000), 'error 1:201 nested more than 100 levels deep'],
    ['deep YAML keys', '? '.repeat(100_000), 'error 1:201 nested more than 100 levels deep'],
    ['an alias inside what it stands for', 'a: &a [*a]\n', 'error 1:7 aliases that stand for too much'],
  ])('is %s', async (_, text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it('stops at aliases that stand for billions of nodes', async () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let i = 1; i < 12; i += 1) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(8)}]`);
    expect((await parse(lines.join('\n'))).problems.map(({ message }) => message)).toContain(
      'aliases that stand for too much',
    );
  });

  it('never throws, whatever the text', async () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ':',
      ',',
      '\n',
      ' ',
      '\t',
      '- ',
      '|',
      '&a',
      '*a',
      '//',
      '#',
      '\\',
      '1',
      'é',
      '😀',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('json' as const, 'yaml' as const), async (any, format) => {
        const { root, problems } = await parse(any, format);
        for (const { location, excerpt } of problems) {
          expect(location?.line).toBeGreaterThan(0);
          expect(excerpt).toMatch(/\n *\^+$/);
        }
        if (root === undefined && format === 'json') expect(problems).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
