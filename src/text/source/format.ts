import type { Fault } from './fault.ts';

export type SourceFormat = 'json' | 'yaml';

/** JSON or YAML, by the file's extension if it has one, else by the first characters. */
export function guessFormat(file: string, text: string): SourceFormat {
  if (/\.(json|conf|conflist)$/i.test(file)) return 'json';
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  return /^\uFEFF?\s*([{[]|\/[/*])/.test(text) ? 'json' : 'yaml';
}

/** A fault if the text can be neither JSON nor YAML, because it is empty or binary. */
export function findNotText(text: string): Fault | undefined {
  if (/^\s*$/.test(text))
    return {
      start: 0,
      end: 0,
      message: 'there is nothing in it',
      hint: 'If a command was to write it, see whether that one failed.',
    };
  const start = text.search(NOT_TEXT);
  if (start < 0) return undefined;
  const hint = text.startsWith('\uFFFD\uFFFD')
    ? 'If an editor saved it as UTF-16, save it as UTF-8.'
    : undefined;
  return { start, end: start + 1, message: 'not a text file in UTF-8', ...(hint && { hint }) };
}

/** Characters of binary data: bytes that are not UTF-8 were decoded as U+FFFD, and no text has NUL and similar ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_TEXT = /[\u0000-\u0008\u000E-\u001A\u001C-\u001F\uFFFD]/;
