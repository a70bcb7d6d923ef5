import { setImmediate } from 'node:timers/promises';
import { Failure } from '../../../errors/index.ts';
import type { Listing, StoredLease } from '../../store.ts';
import { type JsonFields, listIn, textIn } from '../access/fields.ts';
import { decodeIn, encode, prefixRange } from '../access/keys.ts';
import { TooLarge } from '../client/body.ts';
import { type EtcdClient, RANGE } from '../client/client.ts';
import { CODE } from '../client/refusal.ts';
import { hasCode } from '../client/refusal-failure.ts';
import { type Position, positionOf, positionText } from './position.ts';
import type { RecordReader } from './record-reader.ts';

/** The text of the net-conf; undefined if there is none, or it is empty. */
export async function readConfig(client: EtcdClient, stop: AbortSignal): Promise<string | undefined> {
  const answer = await client.ask(RANGE, { key: encode(client.access.keys.config) }, stop);
  const [pair] = listIn(answer, 'kvs');
  const text = pair === undefined ? '' : decodeIn(pair, 'value');
  return text.trim() === '' ? undefined : text;
}

/** How often a listing starts over because etcd was compacted between two pages. */
const TRIES = 3;

/** All records below flannel's prefix at one revision, in pages; also what is there by mistake. */
export async function listRecords(
  client: EtcdClient,
  reader: RecordReader,
  stop: AbortSignal,
): Promise<Listing> {
  for (let i = 1; ; i += 1) {
    try {
      return await listAtOneRevision(client, reader, stop);
    } catch (error) {
      if (!hasCode(error, CODE.outOfRange)) throw error;
      if (i === TRIES) throw tooFast(client, error);
    }
  }
}

const tooFast = ({ access }: EtcdClient, cause: unknown): Failure =>
  new Failure(
    'unavailable',
    `etcd at ${access.endpoints.join(', ')} is compacted faster than it can be listed`,
    {
      hint: 'See --auto-compaction-retention of etcd.',
      cause,
    },
  );

/** The number of keys in a page, and the size of one that is not divided, in bytes. */
const PAGE = 1000;
const LARGEST_PAGE = 2 ** 24;

async function listAtOneRevision(
  client: EtcdClient,
  reader: RecordReader,
  stop: AbortSignal,
): Promise<Listing> {
  const { keys } = client.access;
  const { key: first, range_end } = prefixRange(keys.subnets);
  const page = makePager(client, stop);
  const leases: StoredLease[] = [];
  let asked = page({ key: first, range_end });
  for (let at: Position | undefined; ; ) {
    const answer = await asked;
    at ??= positionOf(answer);
    const pairs = listIn(answer, 'kvs');
    const last = answer['more'] === true ? pairs.at(-1) : undefined;
    if (last !== undefined) {
      asked = page({ key: keyAfter(textIn(last, 'key')), range_end, revision: String(at.revision) });
      await sent(asked);
    }
    for (const pair of pairs) leases.push(reader.read(pair));
    if (last !== undefined) continue;
    reader.endListing();
    return { leases, revision: positionText(at) };
  }
}

/** Lets a question leave before its answer is waited for: etcd reads the next page while this process reads one. */
async function sent(asked: Promise<unknown>): Promise<void> {
  asked.catch(() => {}); // it is thrown where the answer is waited for
  await setImmediate();
}

/** Asks for pages: of fewer keys where they are so large that a page has too many bytes, of more again behind those. */
function makePager(client: EtcdClient, stop: AbortSignal): (range: JsonFields) => Promise<JsonFields> {
  let limit = PAGE;
  return async (range) => {
    for (; limit > 1; limit = Math.ceil(limit / 8))
      try {
        const answer = await client.ask(RANGE, { ...range, limit }, stop, LARGEST_PAGE);
        limit = Math.min(PAGE, limit * 2);
        return answer;
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
      }
    limit = 2;
    return client.ask(RANGE, { ...range, limit: 1 }, stop);
  };
}

/** The first possible key behind one, both in base64: the same bytes and a zero byte. */
const keyAfter = (key: string): string =>
  Buffer.concat([Buffer.from(key, 'base64'), Buffer.alloc(1)]).toString('base64');
