import { parseSubnetKey } from '../../../flannel/index.ts';
import { prefixesOverlap } from '../../../net/index.ts';
import { fieldsIn, type JsonFields, listIn, textIn } from '../access/fields.ts';
import { decodeIn, encode, prefixRange } from '../access/keys.ts';
import type { EtcdClient } from '../client/client.ts';
import { type Position, positionOf } from './position.ts';

/** What is to be written. */
export interface RecordPair {
  readonly key: string;
  readonly value: string;
}

interface NewRecord extends RecordPair {
  /** etcd's lease of it. */
  readonly grant: string;
  /** Where the listing stands by which its subnets were chosen; undefined: they were not chosen by one. */
  readonly listed: Position | undefined;
}

/**
 * Writes a record if its subnets are free. No range of keys has all that hold one IPv6 subnet beside an IPv4 one. That one is
 * free because it was in the listing, and in no record that was written since.
 * @returns the revision of the new record; undefined if a subnet is taken
 */
export async function createRecord(
  client: EtcdClient,
  record: NewRecord,
  stop: AbortSignal,
): Promise<number | undefined> {
  const { access } = client;
  const place = placeOf(record.key, access.keys.leases);
  const isDual = record.key.includes('&');
  for (let { listed } = record; ; ) {
    const since = isDual && listed !== undefined ? listed.revision + 1 : undefined;
    const all = prefixRange(access.keys.leases);
    const answer = await client.ask('/v3/kv/txn', creation(record, place, since, all), stop);
    if (answer['succeeded'] === true) return positionOf(answer).revision;
    const [holders = [], written = []] = listIn(answer, 'responses').map((each) =>
      listIn(fieldsIn(each, 'response_range'), 'kvs'),
    );
    // A request whose answer was lost was sent again: a record with this very lease is the one it wrote.
    const mine = holders.find((holder) => textIn(holder, 'lease') === record.grant);
    if (mine !== undefined) return Number(textIn(mine, 'mod_revision'));
    if (holders.length > 0 || written.some((one) => sharesIPv6(one, record.key, access.keys.leases)))
      return undefined;
    listed = positionOf(answer);
  }
}

/** @param since the first revision at which no record of all may have been written */
const creation = (
  { key, value, grant }: NewRecord,
  place: KeyRange,
  since: number | undefined,
  all: KeyRange,
): JsonFields => ({
  compare: [
    { ...place, target: 'VERSION', result: 'EQUAL', version: '0' },
    ...(since === undefined ? [] : [{ ...all, target: 'MOD', result: 'LESS', mod_revision: `${since}` }]),
  ],
  success: [{ request_put: { key: encode(key), value: encode(value), lease: grant } }],
  failure: [
    { request_range: place },
    ...(since === undefined
      ? []
      : [{ request_range: { ...all, keys_only: true, min_mod_revision: `${since}` } }]),
  ],
});

interface KeyRange {
  readonly key: string;
  readonly range_end?: string;
}

/** The keys that hold the same IPv4 subnet: its own, and those with an IPv6 subnet behind a `&`. */
function placeOf(key: string, leases: string): KeyRange {
  const [first = key] = key.split('&');
  const isIPv6Only = first === `${leases}0.0.0.0-0`;
  if (isIPv6Only) return { key: encode(key) };
  return { key: encode(first), range_end: encode(`${first}'`) };
}

/** Whether a record has an IPv6 subnet of the one that is to be written. */
function sharesIPv6(record: JsonFields, key: string, leases: string): boolean {
  const [there, own] = [decodeIn(record, 'key'), key].map(
    (each) => parseSubnetKey(each.slice(leases.length))?.ipv6,
  );
  return there !== undefined && own !== undefined && prefixesOverlap(there, own);
}
