/** That a text can't be said in a command language. The message says which, and why; nothing is run for it. */
export class Unsayable extends Error {
  constructor(why: string, text?: string) {
    super(text === undefined ? why : `${why}: ${quoted(text)}`);
    this.name = 'Unsayable';
  }
}

const LONGEST = 80;

const quoted = (text: string): string =>
  text.length > LONGEST ? `${JSON.stringify(text.slice(0, LONGEST))}…` : JSON.stringify(text);

/** What Node puts in the place of bytes that are not UTF-8 (half a pair of UTF-16 becomes the same when it is written). */
const LOST = /[\uFFFD\p{Cs}]/u;

/** Whether it is not known which bytes a text was read from, so that it can't be written as it was. */
export const isGarbled = (text: string): boolean => LOST.test(text);

/** Why a word can't be one of `argv`; undefined if it can. */
export function flawOf(word: string): string | undefined {
  if (word.includes('\0')) return 'a word with a NUL character';
  return isGarbled(word) ? 'a word that is not valid UTF-8' : undefined;
}
