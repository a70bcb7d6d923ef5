import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/state/index.ts';
import { words } from '../../../src/words/index.ts';

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));

describe('words', () => {
  it('are split where they are written, and never in what is put in', () => {
    const line = (alias: string): readonly string[] => words`link set dev ${'a b'} alias ${alias}`;
    expect(line('x" y\n#')).toEqual(['link', 'set', 'dev', 'a b', 'alias', 'x" y\n#']);
    expect(line('')).toEqual(['link', 'set', 'dev', 'a b', 'alias', '']);
    expect(words`mtu ${1450}`).toEqual(['mtu', '1450']);
  });

  it('of a list are as many as it has', () => {
    expect(words`a ${['b c', '']} ${[]} ${words`d`}`).toEqual(['a', 'b c', '', 'd']);
  });

  it.each<[string, () => unknown]>([
    ['beside a letter', () => words`${'10.0.0.1'}/24`],
    ['after one', () => words`0x${'ff'}`],
    ['beside each other', () => words`a ${'b'}${'c'} d`],
  ])('are no parts of words: a value %s is a mistake', (_, make) => {
    expect(make).toThrow(' own');
  });
});

describe('an instruction', () => {
  it('takes words and scripts, and no text that somebody put together', () => {
    const wrong: readonly Instruction[] = [
      // @ts-expect-error: a list of texts is not yet words
      { phase: 'link', tool: 'ip', args: ['link', 'set'] },
      // @ts-expect-error: a text is no script
      { phase: 'firewall', tool: 'nft', script: 'add table ip x' },
    ];
    expect(wrong).toHaveLength(2);
  });

  it('has them from nowhere but the encoders: nobody else casts to them', () => {
    const src = path.resolve(import.meta.dirname, '../../../src');
    const casting = sources(src).filter((file) =>
      /\bas (?:\w+ as )?(?:Words|Script)\b/.test(readFileSync(file, 'utf8')),
    );
    expect(casting.length).toBeGreaterThan(0);
    expect([...new Set(casting.map((file) => path.dirname(file)))]).toEqual([path.join(src, 'words')]);
  });
});
