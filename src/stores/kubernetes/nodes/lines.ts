import { StringDecoder } from 'node:string_decoder';

/** Longer than any object in etcd, which refuses more than 1.5 MB (characters). */
const LONGEST = 16 * 2 ** 20;

/**
 * The lines of a stream: those that arrive together in one array.
 * @throws RangeError if a line does not end
 */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const [first = '', ...rest] = decoder.write(chunk).split('\n');
    pieces.push(first);
    size += first.length;
    if (size > LONGEST) throw new RangeError('a line of the watch does not end');
    if (rest.length === 0) continue;
    const lines = [pieces.join(''), ...rest.slice(0, -1)];
    const last = rest.at(-1) ?? '';
    pieces = [last];
    size = last.length;
    yield lines.filter((line) => line !== '');
  }
}
