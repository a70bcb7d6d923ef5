import type { Location } from '../../errors/index.ts';

/** A text with the indexes needed to compute locations in it. */
export interface Source {
  /** The name to print: a path, or `<stdin>`. */
  readonly file: string;
  readonly text: string;
  /** The offset at which each line starts. */
  readonly lineStarts: Uint32Array;
  /** The offsets of surrogate pairs, because a column counts them as one character. */
  readonly pairs: Uint32Array;
}

/** A text with its indexes, made in one pass each. */
export function makeSource(file: string, text: string): Source {
  const lineStarts = offsetsOf(text, LINE_BREAK, 1);
  const pairs = offsetsOf(text, PAIR, 0);
  return { file, text, lineStarts, pairs: pairs === ONLY_START ? NONE : pairs.subarray(1) };
}

/** Shared, because of ten thousand records in a store nearly each is a text of one line, with a source of its own. */
const ONLY_START = new Uint32Array(1);
const NONE = new Uint32Array(0);

/**
 * 0, and the offset of each match plus `by`. Matches are counted first, because a growing list would take gigabytes for
 * a long text of line breaks.
 */
function offsetsOf(text: string, pattern: RegExp, by: number): Uint32Array {
  let count = 0;
  for (pattern.lastIndex = 0; pattern.test(text); ) count += 1;
  if (count === 0) return ONLY_START;
  const offsets = new Uint32Array(count + 1);
  for (let i = 1; i <= count; i += 1) {
    pattern.test(text);
    offsets[i] = pattern.lastIndex - 1 + by;
  }
  pattern.lastIndex = 0;
  return offsets;
}

/** The 0-based line of an offset. */
export const lineIndex = ({ lineStarts }: Source, offset: number): number =>
  countBelow(lineStarts, offset + 1) - 1;

/** The number of elements below a bound, in an ascending array. */
function countBelow(numbers: Uint32Array, bound: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The text of a 0-based line without its line break. */
export function lineText({ text, lineStarts }: Source, index: number): string {
  let end = lineStarts[index + 1] ?? text.length;
  if (text[end - 1] === '\n' && lineStarts[index + 1] !== undefined) end -= text[end - 2] === '\r' ? 2 : 1;
  return text.slice(lineStarts[index], end);
}

/** The location of an offset, as editors count: lines and characters from 1, a tab being one character. */
export function locationAt(source: Source, offset: number): Location {
  const index = lineIndex(source, offset);
  const start = source.lineStarts[index] ?? 0;
  const pairs = countBelow(source.pairs, offset) - countBelow(source.pairs, start);
  return { file: source.file, line: index + 1, column: offset - start - pairs + 1 };
}

const LINE_BREAK = /\n/g;
const PAIR = /[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g;
