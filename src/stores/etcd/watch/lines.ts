import type { Readable } from 'node:stream';
import { TooLarge } from '../client/body.ts';

/** The queue of lines that wait for their reader is not filled beyond this, in bytes. */
const WAITING = 2 ** 24;
/** No line of etcd's is longer: an event has at most one request's bytes (1.5 MB by default). */
const LONGEST = 2 ** 26;

const LINE_BREAK = 0x0a;

/**
 * The lines of a stream. Those that arrive in the same turn of the event loop come in one array. Ends with the stream;
 * throws its error, and a TooLarge at a line that is longer than any of etcd's.
 */
export async function* lineBatches(body: Readable): AsyncGenerator<readonly string[]> {
  const queue = makeLineQueue(body);
  for (;;) {
    const lines = await queue.next();
    if (lines === undefined) return;
    yield lines;
  }
}

function makeLineQueue(body: Readable): { readonly next: () => Promise<readonly string[] | undefined> } {
  const splitter = makeSplitter();
  let waiting: string[] = [];
  let bytes = 0;
  let ended: { readonly error?: Error } | undefined;
  let wake = (): void => undefined;
  const end = (error?: Error): void => {
    ended ??= error === undefined ? {} : { error };
    wake();
  };
  body.on('data', (piece: Buffer) => {
    bytes += piece.length;
    waiting.push(...splitter.add(piece));
    if (splitter.size() > LONGEST) body.destroy(new TooLarge(LONGEST));
    if (bytes > WAITING && waiting.length > 0) body.pause();
    if (waiting.length > 0) wake();
  });
  // The gateway writes an error that ends a stream without a line break.
  body.once('end', () => waiting.push(...splitter.rest()));
  body.once('error', end);
  body.once('close', () => end());
  return {
    next: async () => {
      if (waiting.length === 0 && ended === undefined)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      // What other reads of this turn bring comes along.
      await new Promise(setImmediate);
      const lines = waiting;
      waiting = [];
      bytes = splitter.size();
      if (lines.length > 0) {
        body.resume();
        return lines;
      }
      if (ended?.error !== undefined) throw ended.error;
      return undefined;
    },
  };
}

interface Splitter {
  /** The lines that a piece completes. */
  readonly add: (piece: Buffer) => readonly string[];
  /** The line that is not complete, if there is one. */
  readonly rest: () => readonly string[];
  /** Its size in bytes. */
  readonly size: () => number;
}

/** Bytes are split before they are decoded, because a piece may end within a character. */
function makeSplitter(): Splitter {
  let begun: Buffer[] = [];
  let size = 0;
  return {
    size: () => size,
    rest: () => (size === 0 ? [] : [Buffer.concat(begun).toString()]),
    add: (piece) => {
      const lines: string[] = [];
      let from = 0;
      for (let to = piece.indexOf(LINE_BREAK); to >= 0; to = piece.indexOf(LINE_BREAK, from)) {
        lines.push(Buffer.concat([...begun, piece.subarray(from, to)]).toString());
        begun = [];
        from = to + 1;
      }
      if (from < piece.length) begun.push(piece.subarray(from));
      size = begun.reduce((sum, { length }) => sum + length, 0);
      return lines;
    },
  };
}
