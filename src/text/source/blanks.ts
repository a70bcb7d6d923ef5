/** Shorter runs of blank characters cost the parser nothing worth speaking of; of longer ones it makes a text, letter by letter. */
const LONG = 1024;

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

/** A stretch of blank characters that was left out: where in the shorter text, and how many there were up to there. */
interface Cut {
  readonly at: number;
  readonly total: number;
}

interface Compact {
  readonly text: string;
  /** The offset in the original text of an offset in the shorter one. */
  readonly move: (offset: number) => number;
}

/** A JSON text without long stretches of blank characters outside of strings; undefined if it has none. */
export function compactBlanks(text: string): Compact | undefined {
  const parts: string[] = [];
  const cuts: Cut[] = [];
  let from = 0;
  let total = 0;
  for (const [start, end] of longBlanks(text)) {
    // What is left keeps the line's end: errors are told apart by the line they are on.
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

/** How much was left out up to an offset of the shorter text. */
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

/** The long stretches of blank characters, but for those in strings, which end with their line at the latest. */
function* longBlanks(text: string): Generator<readonly [start: number, end: number]> {
  let inString = false;
  let start = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!inString && isBlank(code)) continue;
    if (!inString && i - start >= LONG) yield [start, i];
    if (inString && code === BACKSLASH) i += 1;
    else if (code === QUOTE) inString = !inString;
    else if (code === LINE_FEED) inString = false;
    start = i + 1;
  }
}
