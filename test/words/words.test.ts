import { describe, expect, it } from 'vitest';
import { words } from '../../src/words/index.ts';

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
