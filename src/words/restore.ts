import type { Script } from './script.ts';
import { flawOf, Unsayable } from './unsayable.ts';
import { type Words, words } from './words.ts';

/** A line of a script for iptables-restore. */
type Line = string & { readonly __brand: 'RestoreLine' };

/**
 * A word as iptables-save prints it and iptables-restore reads it (1.8.9): only double quotes quote, and in them `\`
 * escapes. A script has no way to say a line break, and other control characters are nobody's.
 */
function restoreWord(word: string): string {
  const flaw = flawOf(word) ?? (/\p{Cc}/u.test(word) ? 'a word with a control character' : undefined);
  if (flaw !== undefined) throw new Unsayable(flaw, word);
  return /^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["'\\]/g, '\\$&')}"`;
}

/** A rule as its line. */
export const ruleLine = (rule: Words): Line => rule.map(restoreWord).join(' ') as Line;

/** Names of chains are read without quotes. */
const NAME = /^[^\s"'\\\p{Cc}:-][^\s"'\\\p{Cc}]*$/u;

function plainName(name: string): string {
  if (NAME.test(name) && flawOf(name) === undefined) return name;
  throw new Unsayable('no name that iptables-restore reads', name);
}

/** The line that makes a chain, or flushes it if it is there, even with --noflush. */
export const chainLine = (name: string): Line => `:${plainName(name)} - [0:0]` as Line;

/** A script that changes one table, as a whole or not at all. */
export const restoreScript = (table: string, lines: readonly Line[]): Script =>
  [`*${plainName(table)}`, ...lines, 'COMMIT'].join('\n') as Script;

const QUOTED_OR_BARE = /"((?:[^"\\]|\\.)*)"(?= |$)|([^ "'\\]+)(?= |$)/y;

/**
 * Options that a rule has in what iptables-save prints. iptables-restore would take others, too: --modprobe names a
 * program that is run, and getopt knows it by `-M` in a bundle and by its first letters.
 */
const isForRules = (word: string): boolean =>
  !word.startsWith('-') ||
  /^-[cdfgijmops]$/.test(word) ||
  (/^--[a-z]/.test(word) && !/^--mo(d(p(r(o(b(e)?)?)?)?)?)?(=|$)/.test(word));

/** The words of a rule that iptables-save printed, without its chain. What is no such rule is Unsayable. */
export function savedRule(text: string): Words {
  const list: string[] = [];
  QUOTED_OR_BARE.lastIndex = 0;
  while (QUOTED_OR_BARE.lastIndex < text.length) {
    const found = QUOTED_OR_BARE.exec(text);
    if (found === null) throw new Unsayable('no rule as iptables-save prints it', text);
    const [, quoted, bare = ''] = found;
    const word = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    if (list.at(-1) !== '--comment' && !isForRules(word))
      throw new Unsayable(`a rule with the option ${word}`, text);
    list.push(word);
    QUOTED_OR_BARE.lastIndex += 1;
  }
  return words`${list}`;
}
