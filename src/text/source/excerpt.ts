import { printable } from '../printable.ts';
import type { TextRange } from './node.ts';
import { lineIndex, lineText, type Source } from './source.ts';

/** The width to which longer lines are cut around the location, so that the caret stays on the screen. */
const WIDTH = 120;
const CONTEXT = 40;
const TAB_STOP = 4;

/** The line on which a range starts and, below it, carets under the part of the range on that line. */
export function excerptAt(source: Source, range: TextRange): string {
  const index = lineIndex(source, range.start);
  const line = lineText(source, index);
  const start = Math.min(range.start - (source.lineStarts[index] ?? 0), line.length);
  const end = Math.min(Math.max(range.end - (source.lineStarts[index] ?? 0), start + 1), line.length);
  const from = line.length <= WIDTH ? 0 : wholeCharacter(line, Math.max(0, start - CONTEXT));
  const to = wholeCharacter(line, Math.min(line.length, from + WIDTH));
  const head = (from > 0 ? '…' : '') + expand(line.slice(from, start));
  const marked = expand(line.slice(start, Math.min(end, to)), width(head));
  const tail = expand(line.slice(Math.min(end, to), to), width(head + marked));
  const caret = ' '.repeat(width(head)) + '^'.repeat(Math.max(1, width(marked)));
  return `${head}${marked}${tail}${to < line.length ? '…' : ''}\n${caret}`;
}

/** The nearest offset that does not split a surrogate pair. */
const wholeCharacter = (line: string, at: number): number =>
  at > 0 && at < line.length && /[\uDC00-\uDFFF]/.test(line.charAt(at)) ? at - 1 : at;

const width = (text: string): number => [...text].length;

/** Expands tabs to the next tab stop and replaces control characters by visible ones. */
function expand(text: string, column = 0): string {
  let shown = '';
  let at = column;
  for (const part of text.split(/(\t)/)) {
    const piece = part === '\t' ? ' '.repeat(TAB_STOP - (at % TAB_STOP)) : printable(part);
    shown += piece;
    at += width(piece);
  }
  return shown;
}
