import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchLine, batchText, words } from '../../../src/words/index.ts';
import { anyText } from '../../support/texts.ts';

/** The lines of a batch as iproute2 6.1 reads them (lib/utils.c: getcmdline, makeargs); undefined where it gives up. */
function readBatch(text: string): string[][] | undefined {
  const lines = text
    .replaceAll('\\\n', '')
    .split('\n')
    .map((line) => line.replace(/#.*/, ''))
    .filter((line) => line !== '');
  const commands = lines.map(readLine);
  return commands.includes(undefined) ? undefined : (commands as string[][]);
}

function readLine(line: string): string[] | undefined {
  const list: string[] = [];
  let rest = line.replace(/^[ \t\r\n]+/, '');
  while (rest !== '') {
    const quote = rest[0] === '"' || rest[0] === "'" ? rest[0] : undefined;
    const body = quote === undefined ? rest : rest.slice(1);
    const end = quote === undefined ? body.search(/[ \t\r\n]|$/) : body.indexOf(quote);
    if (end < 0) return undefined;
    list.push(body.slice(0, end));
    rest = body.slice(end + 1).replace(/^[ \t\r\n]+/, '');
  }
  return list;
}

describe('a line of a batch', () => {
  it('is read back as the very words, or there is none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyText, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
        (commands) => {
          const sayable = commands.filter((command) => batchLine(words`x ${command}`) !== undefined);
          const text = batchText(sayable.map((command) => words`x ${command}`));
          expect(readBatch(text)).toEqual(sayable.map((command) => ['x', ...command]));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is written as before where nothing needs quotes, and with the quotes that a person would take', () => {
    expect(batchLine(words`route add 10.0.0.0/8 via fe80::1 dev eth0.5@x protocol 140`)).toBe(
      'route add 10.0.0.0/8 via fe80::1 dev eth0.5@x protocol 140',
    );
    expect(batchLine(words`alias ${'it is ours'}`)).toBe('alias "it is ours"');
    expect(batchLine(words`alias ${''}`)).toBe('alias ""');
    expect(batchLine(words`alias ${'say "x"'}`)).toBe(`alias 'say "x"'`);
  });

  it.each(['a#b', 'a\nb', `"'`, 'a\0b', 'a\uFFFDb', 'a\uD800b'])('can not say %j', (text) => {
    expect(batchLine(words`alias ${text}`)).toBeUndefined();
    expect(() => batchText([words`alias ${text}`])).toThrow('no line of a batch says');
  });
});
