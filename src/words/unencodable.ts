/**
 * Thrown if a text can't be encoded in a command language. The message gives the text and the reason. No command runs.
 */
export class UnencodableError extends Error {
  constructor(why: string, text?: string) {
    super(text === undefined ? why : `${why}: ${quoted(text)}`);
    this.name = 'UnencodableError';
  }
}

const LONGEST = 80;

const quoted = (text: string): string =>
  text.length > LONGEST ? `${JSON.stringify(text.slice(0, LONGEST))}…` : JSON.stringify(text);

/**
 * The replacement character that Node decodes invalid UTF-8 to. A lone surrogate becomes the same when it is encoded.
 */
const REPLACEMENT = /[\uFFFD\p{Cs}]/u;

/** Whether a text was decoded from unknown bytes, so that it can't be written unchanged. */
export const isGarbled = (text: string): boolean => REPLACEMENT.test(text);

/** The reason why a word can't be an element of `argv`; undefined if it can. */
export function flawOf(word: string): string | undefined {
  if (word.includes('\0')) return 'a word with a NUL character';
  return isGarbled(word) ? 'a word that is not valid UTF-8' : undefined;
}
