import type { IncomingMessage } from 'node:http';
import { Failure } from '../../../errors/index.ts';

/** The Failure for an answer with more bytes than the limit. */
export class TooLarge extends Failure {
  constructor(limit: number) {
    super('invalidConfig', `an answer of etcd has more than ${limit} bytes`, {
      hint: "See what the keys below flannel's prefix hold: etcdctl get --prefix --keys-only PREFIX",
    });
    this.name = 'TooLarge';
  }
}

/** The text of an answer. Throws TooLarge, and closes the connection, as soon as it has more bytes than the limit. */
export async function bodyText(message: IncomingMessage, limit: number): Promise<string> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > limit) throw new TooLarge(limit);
    kept.push(piece);
  }
  return Buffer.concat(kept).toString();
}
