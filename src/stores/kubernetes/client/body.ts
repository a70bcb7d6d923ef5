import type { IncomingMessage } from 'node:http';
import { Failure } from '../../../errors/index.ts';

/** More than 500 of the largest Nodes that Kubernetes stores usually are, in bytes. */
const LARGEST = 256 * 2 ** 20;

/** Reads an answer to its end; its value is undefined if it is no JSON. */
export async function readBody(
  answer: IncomingMessage,
  place: string,
): Promise<{ readonly text: string; readonly value: unknown }> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST)
      throw new Failure('unavailable', `Kubernetes at ${place}: the answer is too large`, TOO_LARGE);
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return { text, value: undefined };
  }
}

const TOO_LARGE = { hint: 'See whether it is a kube-apiserver that answers there.' };
