import { flawOf, Unsayable } from './unsayable.ts';
import type { Words } from './words.ts';

/** What needs no further look: nearly all of the tens of thousands of words of a large network. */
const PLAIN = /^[\w.:/+-]+$/;

/** What would not come out as the one word that it is; `\\` only where it ends the line. */
const NEEDS_QUOTES = /^$|^["']|[ \t\r]|\\$/;

/**
 * A word as `ip -batch` and `bridge -batch` read it (iproute2 6.1, lib/utils.c): quotes open only at a word's start, and
 * nothing is escaped inside. A `#` ends a line even in quotes, and no line has a line break; `\` before the line's end
 * continues it.
 */
function batchWord(word: string): string | undefined {
  if (PLAIN.test(word)) return word;
  if (/[\n#]/.test(word) || flawOf(word) !== undefined) return undefined;
  if (!NEEDS_QUOTES.test(word)) return word;
  if (!word.includes('"')) return `"${word}"`;
  return word.includes("'") ? undefined : `'${word}'`;
}

/** Words as a line of a batch; undefined where no line says them, and they have to be given to a process in `argv`. */
export function batchLine(words: Words): string | undefined {
  const line: string[] = [];
  for (const word of words) {
    const text = batchWord(word);
    if (text === undefined) return undefined;
    line.push(text);
  }
  return line.join(' ');
}

/** Commands as the text of a batch, where each has to be sayable in one. */
export const batchText = (commands: readonly Words[]): string =>
  commands
    .map((command) => {
      const line = batchLine(command);
      if (line === undefined) throw new Unsayable('no line of a batch says', command.join(' '));
      return `${line}\n`;
    })
    .join('');
