import { escapeUnprintable } from './printable.ts';

const escapeOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/** A value as JSON that is harmless on a terminal. Unprintable characters are escaped, so nothing is lost. */
export const jsonText = (value: object, indent?: number): string =>
  escapeUnprintable(JSON.stringify(value, null, indent), escapeOf);
