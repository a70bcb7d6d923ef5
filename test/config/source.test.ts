import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseEmbedded, parseSource, problemAt, type ScalarNode, toValue } from '../../src/config/index.ts';
import { inShort } from './check.ts';

const parse = async (text: string, format?: 'json' | 'yaml') => parseSource('f', text, format);
const found = async (text: string, format?: 'json' | 'yaml') =>
  (await parse(text, format)).problems.map(inShort);

describe('reading JSON', () => {
  it('gives the value that JSON.parse gives, for any value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), async (value, indent) => {
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

  it.each(['{"a": 1', '{"a": True}', '{"a": "x\n}', '{a: 1}'])('gives no tree of %j', async (text) => {
    expect((await parse(text, 'json')).root).toBeUndefined();
  });

  it('takes __proto__ for a key like any other', async () => {
    const { root } = await parse('{"__proto__": {"a": 1}}');
    expect(Object.keys(toValue(root ?? expect.unreachable()) as object)).toEqual(['__proto__']);
  });
});

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
    ['a:\n\tb: 1\n', /^error 2:1 not YAML: /],
    ['? {a: b}\n: 1\n', /^error 1:3 a key that is not plain text$/],
    ['a: *b\n', /^error 1:4 .*(alias|Alias)/],
    ['a: !mine 1\n', /^error 1:4 not YAML: .*tag/],
  ])('of %j says %s', async (text, expected) => {
    const [problem, ...more] = await found(text, 'yaml');
    expect(problem).toMatch(expected);
    expect(more).toEqual([]);
  });

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

describe('the excerpt', () => {
  const excerpt = async (text: string, start: number, end: number) => {
    const { source } = await parse(text);
    const { location, excerpt: shown } = problemAt(source, { start, end }, 'error', 'x');
    return { at: `${location?.line}:${location?.column}`, lines: shown?.split('\n') };
  };

  test.each<[string, string, [number, number], string, string[]]>([
    ['marks the whole of what is wrong', 'a: 1\nkey: value\n', [10, 15], '2:6', ['key: value', '     ^^^^^']],
    ['marks one place where there is nothing', 'a: 1\n', [4, 4], '1:5', ['a: 1', '    ^']],
    ['marks up to the end of the line', 'a: "x\ny"\n', [3, 8], '1:4', ['a: "x', '   ^^']],
    [
      'counts a tab as one column and shows it as space',
      '\ta:\tb\n',
      [4, 5],
      '1:5',
      ['    a:  b', '        ^'],
    ],
    ['counts characters, not UTF-16 units', '😀é: b\n', [5, 6], '1:5', ['😀é: b', '    ^']],
    ['leaves out a carriage return', 'a: b\r\n', [3, 4], '1:4', ['a: b', '   ^']],
    ['shows control characters as visible ones', 'a: \u001b[2J\n', [3, 4], '1:4', ['a: ␛[2J', '   ^']],
  ])('%s', async (_, text, [start, end], at, lines) => {
    expect(await excerpt(text, start, end)).toEqual({ at, lines });
  });

  it('cuts a long line around the place', async () => {
    const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const { at, lines = [] } = await excerpt(text, 500, 504);
    expect(at).toBe('1:501');
    expect(lines[0]).toMatch(/^…x+HEREy+…$/);
    expect(lines[0]?.length).toBeLessThan(130);
    expect(lines[0]?.indexOf('HERE')).toBe(lines[1]?.indexOf('^^^^'));
  });
});

describe('JSON inside another document', () => {
  const inner = '{\n  "Network": "10.244.0.0/16",\n\t"Backend": {"Type": "it\'s"}\n}\n';

  const block = (header: string, indent: string): string =>
    `data:\n  net-conf.json: ${header}\n${inner.replace('\t', '  ').replaceAll(/^(?=.)/gm, indent)}`;

  test.each([
    ['a literal block', block('|', '    ')],
    ['a literal block with more indentation', block('|', '          ')],
    ['a literal block without its last line break', block('|-', '   ')],
    ['a literal block with a comment at its head', block('| # the net-conf', '    ')],
    ['a literal block with Windows line breaks', block('|', '    ').replaceAll('\n', '\r\n')],
    ['a folded block', block('>', '    ')],
    ['double quotes', `data:\n  net-conf.json: ${JSON.stringify(inner)}\n`],
    [
      'double quotes folded over lines',
      `data:\n  net-conf.json: ${JSON.stringify(inner).replaceAll('\\n', '\\n\\\n    ').replace(': \\"10', ':\n    \\"10')}\n`,
    ],
    [
      'single quotes',
      `data:\n  net-conf.json: '${inner.replaceAll("'", "''").replaceAll('\n', '\n\n    ').replace('\t', '')}'\n`,
    ],
    ['JSON', JSON.stringify({ data: { 'net-conf.json': inner } }, null, 2)],
    [
      'JSON with escapes of every kind',
      `{"data": {"net-conf.json": ${JSON.stringify(inner).replace('N', '\\u004e').replaceAll('/', '\\/')}}}`,
    ],
  ])('has the places of the outer document, written as %s', async (_, text) => {
    const { source, root } = await parse(text);
    const data = root?.kind === 'object' ? root.entries[0]?.value : undefined;
    const scalar = data?.kind === 'object' ? (data.entries[0]?.value as ScalarNode) : expect.unreachable();
    const { root: tree, problems } = parseEmbedded(source, scalar);
    expect(problems).toEqual([]);
    const [network, backend] = tree?.kind === 'object' ? tree.entries : [];
    const cut = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    expect(cut(network?.keyRange).replaceAll('\\', '')).toMatch(/^"(N|u004e)etwork"$/);
    expect(cut(network?.value).replaceAll('\\', '')).toBe('"10.244.0.0/16"');
    expect(cut(backend?.keyRange).replaceAll('\\', '')).toBe('"Backend"');
    expect(cut(backend?.value).replaceAll('\\', '').replace("''", "'")).toBe('{"Type": "it\'s"}');
  });

  it('points at where the text is written, though an alias stands for it', async () => {
    const { source, root } = await parse('a: &x "{]"\nb: *x\n');
    const scalar = root?.kind === 'object' ? (root.entries[1]?.value as ScalarNode) : expect.unreachable();
    expect(parseEmbedded(source, scalar).problems.map(inShort)[0]).toMatch(/^error 1:9 /);
  });
});
