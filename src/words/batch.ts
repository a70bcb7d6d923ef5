import { flawOf, UnencodableError } from './unencodable.ts';
import type { Words } from './words.ts';

/** Words that need no further check: nearly all of the tens of thousands of words of a large network. */
const PLAIN = /^[\w.:/+-]+$/;

/** Words that would not be read as one word without quotes. `\\` matters only at the end of the line. */
const NEEDS_QUOTES = /^$|^["']|[ \t\r]|\\$/;

/**
 * Encodes a word for `ip -batch` and `bridge -batch` (iproute2 6.1, lib/utils.c). Quotes open only at a word's start,
 * and nothing is escaped inside them. A `#` ends a line even in quotes, a line can't contain a line break, and `\`
 * before the line's end continues the line. Returns undefined for a word that can't be encoded.
 */
function batchWord(word: string): string | undefined {
  if (PLAIN.test(word)) return word;
  if (/[\n#]/.test(word) || flawOf(word) !== undefined) return undefined;
  if (!NEEDS_QUOTES.test(word)) return word;
  if (!word.includes('"')) return `"${word}"`;
  return word.includes("'") ? undefined : `'${word}'`;
}

/**
 * Encodes words as a batch line; undefined if that is not possible, so that the command needs a process with the words
 * in `argv`.
 */
export function batchLine(words: Words): string | undefined {
  const line: string[] = [];
  for (const word of words) {
    const text = batchWord(word);
    if (text === undefined) return undefined;
    line.push(text);
  }
  return line.join(' ');
}

/** Encodes commands as the text of a batch. Each must be encodable. */
export const batchText = (commands: readonly Words[]): string =>
  commands
    .map((command) => {
      const line = batchLine(command);
      if (line === undefined) throw new UnencodableError('no line of a batch says', command.join(' '));
      return `${line}\n`;
    })
    .join('');
