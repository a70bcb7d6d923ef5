import type { Script } from './script.ts';
import { flawOf, UnencodableError } from './unencodable.ts';
import { type Words, words } from './words.ts';

/** A line of a script for iptables-restore. */
type Line = string & { readonly __brand: 'RestoreLine' };

/**
 * Encodes a word as iptables-save prints it and iptables-restore reads it (1.8.9): only double quotes quote, and `\`
 * escapes inside them. A script can't contain a line break in a word, and other control characters have no use.
 */
function restoreWord(word: string): string {
  const flaw = flawOf(word) ?? (/\p{Cc}/u.test(word) ? 'a word with a control character' : undefined);
  if (flaw !== undefined) throw new UnencodableError(flaw, word);
  return /^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["'\\]/g, '\\$&')}"`;
}

/** A rule as a line. */
export const ruleLine = (rule: Words): Line => rule.map(restoreWord).join(' ') as Line;

/** Chain names, which are read without quotes. */
const NAME = /^[^\s"'\\\p{Cc}:-][^\s"'\\\p{Cc}]*$/u;

function plainName(name: string): string {
  if (NAME.test(name) && flawOf(name) === undefined) return name;
  throw new UnencodableError('no name that iptables-restore reads', name);
}

/** The line that creates a chain, or flushes an existing one even with --noflush. */
export const chainLine = (name: string): Line => `:${plainName(name)} - [0:0]` as Line;

/** A script that changes one table atomically. */
export const restoreScript = (table: string, lines: readonly Line[]): Script =>
  [`*${plainName(table)}`, ...lines, 'COMMIT'].join('\n') as Script;

const QUOTED_OR_BARE = /"((?:[^"\\]|\\.)*)"(?= |$)|([^ "'\\]+)(?= |$)/y;

/**
 * Whether an option occurs in rules that iptables-save prints. iptables-restore accepts others, too: --modprobe runs a
 * program, and getopt also accepts it as `-M` in a bundle and abbreviated.
 */
const isForRules = (word: string): boolean =>
  !word.startsWith('-') ||
  /^-[cdfgijmops]$/.test(word) ||
  (/^--[a-z]/.test(word) && !/^--mo(d(p(r(o(b(e)?)?)?)?)?)?(=|$)/.test(word));

/** The words of a rule that iptables-save printed, without its chain. Throws UnencodableError for anything else. */
export function savedRule(text: string): Words {
  const list: string[] = [];
  QUOTED_OR_BARE.lastIndex = 0;
  while (QUOTED_OR_BARE.lastIndex < text.length) {
    const found = QUOTED_OR_BARE.exec(text);
    if (found === null) throw new UnencodableError('no rule as iptables-save prints it', text);
    const [, quoted, bare = ''] = found;
    const word = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    if (list.at(-1) !== '--comment' && !isForRules(word))
      throw new UnencodableError(`a rule with the option ${word}`, text);
    list.push(word);
    QUOTED_OR_BARE.lastIndex += 1;
  }
  return words`${list}`;
}
