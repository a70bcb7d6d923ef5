/**
 * The length from which a run of blanks is compacted, because the parser makes a text of each run, character by
 * character. Shorter runs cost little.
 */
const COMPACT_FROM = 1024;

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

/** A run of blanks that was cut: its offset in the compacted text, and the total cut up to there. */
interface Cut {
  readonly at: number;
  readonly total: number;
}

interface Compact {
  readonly text: string;
  /** Maps an offset in the compacted text to one in the original text. */
  readonly move: (offset: number) => number;
}

/** Cuts long runs of blanks outside of strings from a JSON text; undefined if it has none. */
export function compactBlanks(text: string): Compact | undefined {
  if (text.length < COMPACT_FROM) return undefined;
  const parts: string[] = [];
  const cuts: Cut[] = [];
  let from = 0;
  let total = 0;
  for (const [start, end] of longBlanks(text)) {
    // The line break is kept, because errors are distinguished by their line.
    const kept = text.slice(start, end).includes('\n') ? '\n' : ' ';
    parts.push(text.slice(from, start), kept);
    total += end - start - 1;
    cuts.push({ at: end - total, total });
    from = end;
  }
  if (cuts.length === 0) return undefined;
  parts.push(text.slice(from));
  return { text: parts.join(''), move: (offset) => offset + cutBefore(cuts, offset) };
}

/** The number of characters cut before an offset in the compacted text. */
function cutBefore(cuts: readonly Cut[], offset: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle]?.at ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return cuts[low - 1]?.total ?? 0;
}

/** The long runs of blanks outside of strings. A string ends with its line at the latest. */
function* longBlanks(text: string): Generator<readonly [start: number, end: number]> {
  let inString = false;
  let start = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!inString && isBlank(code)) continue;
    if (!inString && i - start >= COMPACT_FROM) yield [start, i];
    if (inString && code === BACKSLASH) i += 1;
    else if (code === QUOTE) inString = !inString;
    else if (code === LINE_FEED) inString = false;
    start = i + 1;
  }
}
