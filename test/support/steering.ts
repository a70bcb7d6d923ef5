/**
 * Characters that must never be shown as they are, by code point: a list of its own, so that a hole in the product's
 * own definition shows (Unicode 15: control, format, line and paragraph separators, default ignorable, noncharacters).
 */
const RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x600, 0x605],
  [0x61c, 0x61c],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1d173, 0x1d17a],
  [0x1fffe, 0x1ffff],
  [0xe0000, 0xe0fff],
  [0x10fffe, 0x10ffff],
];

/** All of them. */
export const STEERING: readonly string[] = RANGES.flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
);

const isSteering = new Set(STEERING);

/** Those in a text that were left as they are; line breaks and tabs lay it out. */
export const steeringIn = (text: string): string[] =>
  [...text]
    .filter((character) => !'\n\t'.includes(character) && isSteering.has(character))
    .map((character) => `U+${character.codePointAt(0)?.toString(16)}`);

/** One of each sort: what a hostile text is likely to have, in a few characters. */
export const HOSTILE = '\u001b[31m\u007f\u009b2J\u202e\u200b\u2066\u2028\ufeff\u{e0041}\ufe0f\u00ad\r\u0008';

const ESCAPE = '\u001b';

/** What begins, changes or ends a style on a terminal. */
export const STYLE_CODE = new RegExp(`${ESCAPE}\\[[\\d;]+m`, 'g');
