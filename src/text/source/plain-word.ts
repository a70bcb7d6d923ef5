/**
 * The source of a regular expression for values that in YAML (1.2, 10.3.2) are what `wordValue` says, inside of braces
 * as well as outside: names in lower case, addresses, prefixes and MACs, and whole numbers. Its time is linear: it
 * looks ahead once for the first dot, colon or slash.
 */
export const WORD = String.raw`\d{1,9}|[a-z][a-z0-9.-]*|(?=[0-9a-f]*[.:/])[0-9a-f.:/]*[0-9a-f]`;

const NUMBER = /^\d+$/;

/** `1.5` and `1e3` are numbers, as is `.5`; `0x1f` has no dot, colon or slash in it. */
const FLOAT = /^[0-9]*\.?[0-9]*(?:e[0-9]+)?$/;

/** Words that could be a node's name and are no text in YAML. */
const NO_TEXT = new Set(['true', 'false', 'null']);

/** The value of a text that matches WORD; undefined if it may be neither a text nor a whole number. */
export function wordValue(word: string): string | number | undefined {
  if (NUMBER.test(word)) return Number(word);
  return NO_TEXT.has(word) || FLOAT.test(word) ? undefined : word;
}
