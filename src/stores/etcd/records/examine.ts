import type { RecordDetail } from '../../store.ts';
import { fieldsIn, type JsonFields, listIn, numberIn, parseFields, textIn } from '../access/fields.ts';
import { decodeIn, type EtcdKeys, prefixRange } from '../access/keys.ts';
import { type EtcdClient, RANGE } from '../client/client.ts';

/** How many leases are asked for at once. */
const AT_ONCE = 16;

/** More than all records of a cluster of 10,000 nodes have (bytes). */
const LARGEST = 2 ** 26;

/** What the records below flannel's prefix hold. Each of etcd's leases is asked for when it ends. */
export async function examineRecords(
  client: EtcdClient,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, RecordDetail>> {
  const { keys } = client.access;
  const answer = await client.ask(RANGE, { ...prefixRange(keys.subnets) }, stop, LARGEST);
  const pairs = listIn(answer, 'kvs');
  const ends = await leaseEnds(client, [...new Set(pairs.map((pair) => textIn(pair, 'lease')))], stop);
  return new Map(
    pairs.map((pair) => {
      const expires = ends.get(textIn(pair, 'lease'));
      return [decodeIn(pair, 'key'), { ...detailOf(pair, keys), ...(expires !== undefined && { expires }) }];
    }),
  );
}

function detailOf(pair: JsonFields, { leases }: EtcdKeys): RecordDetail {
  const key = decodeIn(pair, 'key');
  const subnetKey = key.startsWith(leases) ? key.slice(leases.length) : key;
  const value = parseFields(decodeIn(pair, 'value'));
  if (value === undefined) return { subnetKey };
  const backendType = textIn(value, 'BackendType');
  return { subnetKey, backendType, backendData: value['BackendData'] };
}

/** When leases end, in milliseconds since 1970. A record without a lease stays; its lease's text is empty. */
async function leaseEnds(
  client: EtcdClient,
  ids: readonly string[],
  stop: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  const left = ids.filter((id) => id !== '' && id !== '0');
  const worker = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop())
      ends.set(id, await leaseEnd(client, id, stop));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ends;
}

/** A lease that is gone has -1 seconds left: its records go with it. */
async function leaseEnd(client: EtcdClient, id: string, stop: AbortSignal): Promise<number> {
  const answer = await client.ask('/v3/lease/timetolive', { ID: id }, stop);
  const seconds = numberIn(fieldsIn(answer, 'result'), 'TTL') || numberIn(answer, 'TTL');
  return client.access.now() + Math.max(0, seconds) * 1000;
}
