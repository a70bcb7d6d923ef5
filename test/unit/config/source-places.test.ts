import { describe, expect, it, test } from 'vitest';
import { parseEmbedded, parseSource, problemAt, type ScalarNode } from '../../../src/text/index.ts';
import { inShort } from './check.ts';

const parse = async (text: string, format?: 'json' | 'yaml') => parseSource('f', text, format);

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
