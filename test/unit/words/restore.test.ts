import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chainLine,
  restoreScript,
  ruleLine,
  savedRule,
  UnencodableError,
  words,
} from '../../../src/words/index.ts';
import { anyText } from '../../support/texts.ts';

/** The words of a line as iptables-restore 1.8.9 reads it (xshared.c, add_param_to_argv). */
function readLine(line: string): string[] {
  const list: string[] = [];
  const token = /[ \t\n]*(?:"((?:[^"\\]|\\.)*)"|([^ \t\n"]+))/y;
  while (token.lastIndex < line.length) {
    const found = token.exec(line);
    if (found === null) return [...list, 'unreadable'];
    list.push(found[1]?.replaceAll(/\\(.)/g, '$1') ?? found[2] ?? '');
  }
  return list;
}

describe('a rule for iptables-restore', () => {
  it('is read back as the very words on one line, or refused', () => {
    fc.assert(
      fc.property(anyText, (comment) => {
        const rule = words`-A X -m comment --comment ${comment} -j ACCEPT`;
        try {
          const line = ruleLine(rule);
          expect(line).not.toMatch(/\p{Cc}/u);
          expect(readLine(line)).toEqual(rule);
          expect(savedRule(line.slice('-A X '.length))).toEqual(rule.slice(2));
        } catch (error) {
          if (!(error instanceof UnencodableError)) throw error;
          expect(comment).toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '-i a -M/tmp/e -mz -j ACCEPT',
    '-M /tmp/e -j ACCEPT',
    '--modprobe=/tmp/e -j ACCEPT',
    '--mod /tmp/e',
    '-4M/tmp/e',
    '-A INPUT -j ACCEPT',
    '-m comment --comment "a',
    '-m comment --comment "a"b -j ACCEPT',
    '-j ACCEPT\n-A INPUT -j DROP',
    '-m comment --comment "a\nb" -j ACCEPT',
  ])('is not what has more than a rule in it: %j', (text) => {
    expect(() => ruleLine(savedRule(text))).toThrow(UnencodableError);
  });

  it.each([
    '-s 10.0.0.0/8 ! -d 10.0.0.0/8 -m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully',
    '-m statistic --mode random --probability 0.5 -j RETURN',
    '-m comment --comment "-M /tmp/e \\"q\\" \\\\ \\\'s\\\'" -j ACCEPT',
    '-p tcp -m tcp --dport 80 -m comment --comment "two words" -g OTHER',
  ])('is what iptables-save prints: %s', (text) => {
    expect(ruleLine(savedRule(text))).toBe(text);
  });

  it.each(['', 'a b', 'a\n-A INPUT', '"a"', ':a', '-x', 'a\0'])('has no chain named %j', (name) => {
    expect(() => chainLine(name)).toThrow(UnencodableError);
    expect(() => restoreScript(name, [])).toThrow(UnencodableError);
  });
});
