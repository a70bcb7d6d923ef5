import type { Location } from '../../errors/index.ts';

/** A text that a person wrote, with what is needed to say where in it something stands. */
export interface Source {
  /** The name to print: a path, or `<stdin>`. */
  readonly file: string;
  readonly text: string;
  /** The offset at which each line starts. */
  readonly lineStarts: readonly number[];
  /** Whether every character is one UTF-16 unit, so that columns need no counting. */
  readonly isPlain: boolean;
}

export function makeSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts, isPlain: !SURROGATE.test(text) };
}

/** The 0-based line an offset is on. */
export function lineIndex({ lineStarts }: Source, offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The text of a 0-based line without its line break. */
export function lineText({ text, lineStarts }: Source, index: number): string {
  let end = lineStarts[index + 1] ?? text.length;
  if (text[end - 1] === '\n' && lineStarts[index + 1] !== undefined) end -= text[end - 2] === '\r' ? 2 : 1;
  return text.slice(lineStarts[index], end);
}

/** Where an offset is, as editors count: lines and characters from 1, a tab being one character. */
export function locationAt(source: Source, offset: number): Location {
  const index = lineIndex(source, offset);
  const start = source.lineStarts[index] ?? 0;
  const units = offset - start;
  const pairs = source.isPlain ? 0 : (source.text.slice(start, offset).match(PAIRS)?.length ?? 0);
  return { file: source.file, line: index + 1, column: units - pairs + 1 };
}

/** The first half of a character that takes two UTF-16 units. */
const SURROGATE = /[\uD800-\uDBFF]/;
const PAIRS = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;
