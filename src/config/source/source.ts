import type { Location } from '../../errors/index.ts';

/** A text that a person wrote, with what is needed to say where in it something stands. */
export interface Source {
  /** The name to print: a path, or `<stdin>`. */
  readonly file: string;
  readonly text: string;
  /** The offset at which each line starts. */
  readonly lineStarts: readonly number[];
}

export function makeSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
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
  return text.slice(lineStarts[index], lineStarts[index + 1]).replace(/\r?\n$/, '');
}

/** Where an offset is, as editors count: lines and characters from 1, a tab being one character. */
export function locationAt(source: Source, offset: number): Location {
  const index = lineIndex(source, offset);
  const before = source.text.slice(source.lineStarts[index], offset);
  return { file: source.file, line: index + 1, column: countCharacters(before) + 1 };
}

/** Characters in a text; one outside the Basic Multilingual Plane is two UTF-16 units. */
const countCharacters = (text: string): number => text.length - (text.match(/[\uD800-\uDBFF]/g)?.length ?? 0);
