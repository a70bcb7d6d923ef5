import { Failure, isError } from '../../../errors/index.ts';
import { isSound, leaseRecord } from '../../../leases/index.ts';
import type { OwnLease, Published, StoredLease } from '../../store.ts';
import { fieldsIn, listIn, textIn } from '../access/fields.ts';
import { encode } from '../access/keys.ts';
import type { EtcdClient } from '../client/client.ts';
import { CODE } from '../client/refusal.ts';
import { hasCode } from '../client/refusal-failure.ts';
import { extendedLease, type Grant, grantLease, revokeLease } from './grant.ts';
import { positionOf } from './position.ts';
import { leaseOfText } from './stored-lease.ts';

/** What is to be written. */
interface Pair {
  readonly key: string;
  readonly value: string;
}

/** etcd's leases of the records that this store has written, by key. */
export type OwnGrants = Map<string, string>;

/** The record of a node, read back as others will read it, so that none is written that would stall flanneld. */
function pairOf({ node, netConf }: OwnLease, { access }: EtcdClient): Pair {
  const pair = leaseRecord(node, netConf, access.keys.prefix);
  const read = pair && leaseOfText(pair, { revision: 0 }, access.keys);
  if (pair !== undefined && read !== undefined && isSound(read)) return pair;
  const why = read?.problems.find(isError)?.message ?? 'it has no subnet of the network';
  throw new Failure('invalidConfig', `the lease of ${node.name} can't be written into etcd: ${why}`);
}

/**
 * Writes a node's record if no record has its IPv4 subnet, alone or with an IPv6 one. The record goes with its lease,
 * which is given back where the subnet is taken.
 */
export async function publishRecord(
  client: EtcdClient,
  grants: OwnGrants,
  own: OwnLease,
  stop: AbortSignal,
): Promise<Published> {
  const pair = pairOf(own, client);
  const grant = await grantLease(client, stop);
  let isKept = false;
  try {
    const revision = await createRecord(client, pair, grant, stop);
    if (revision === undefined) return { result: 'taken' };
    isKept = true;
    grants.set(pair.key, grant.id);
    return { result: 'published', lease: written(client, pair, revision, grant) };
  } finally {
    if (!isKept) await revokeLease(client, grant.id);
  }
}

/** The revision of the new record; undefined if the subnet is taken. */
async function createRecord(
  client: EtcdClient,
  { key, value }: Pair,
  { id }: Grant,
  stop: AbortSignal,
): Promise<number | undefined> {
  const place = placeOf(key, client);
  const answer = await client.ask(
    '/v3/kv/txn',
    {
      compare: [{ ...place, target: 'VERSION', result: 'EQUAL', version: '0' }],
      success: [{ request_put: { key: encode(key), value: encode(value), lease: id } }],
      failure: [{ request_range: place }],
    },
    stop,
  );
  if (answer['succeeded'] === true) return positionOf(answer).revision;
  // A request whose answer was lost was sent again: a record with this very lease is the one it wrote.
  const holders = listIn(answer, 'responses').flatMap((each) =>
    listIn(fieldsIn(each, 'response_range'), 'kvs'),
  );
  const mine = holders.find((holder) => textIn(holder, 'lease') === id);
  return mine && Number(textIn(mine, 'mod_revision'));
}

/** The keys that hold the same IPv4 subnet: its own, and those with an IPv6 subnet behind a `&`. */
function placeOf(key: string, { access }: EtcdClient): { readonly key: string; readonly range_end?: string } {
  const [first = key] = key.split('&');
  const isIPv6Only = first === `${access.keys.leases}0.0.0.0-0`;
  if (isIPv6Only) return { key: encode(key) };
  return { key: encode(first), range_end: encode(`${first}'`) };
}

/** Writes a node's record over what its key holds, with etcd's lease of before, or a new one where that is gone. */
export async function renewRecord(
  client: EtcdClient,
  grants: OwnGrants,
  own: OwnLease,
  stop: AbortSignal,
): Promise<StoredLease> {
  const pair = pairOf(own, client);
  const before = grants.get(pair.key);
  const extended = before === undefined ? undefined : await extendedLease(client, before, stop);
  const put = async (grant: Grant): Promise<StoredLease> => {
    const request = { key: encode(pair.key), value: encode(pair.value), lease: grant.id };
    const { revision } = positionOf(await client.ask('/v3/kv/put', request, stop));
    grants.set(pair.key, grant.id);
    return written(client, pair, revision, grant);
  };
  if (extended !== undefined)
    try {
      return await put(extended);
    } catch (error) {
      // The lease ended in between.
      if (!hasCode(error, CODE.notFound)) throw error;
    }
  const grant = await grantLease(client, stop);
  try {
    return await put(grant);
  } catch (error) {
    await revokeLease(client, grant.id);
    throw error;
  }
}

const written = (client: EtcdClient, pair: Pair, revision: number, { expires }: Grant): StoredLease => ({
  ...leaseOfText(pair, { revision }, client.access.keys),
  expires,
});

/** Removes a record below flannel's prefix; also one that is no lease. Nothing else is ever removed. */
export async function removeRecord(
  client: EtcdClient,
  grants: OwnGrants,
  key: string,
  stop: AbortSignal,
): Promise<void> {
  const { subnets } = client.access.keys;
  if (!key.startsWith(subnets))
    throw new Failure('invalidConfig', `the key ${key} is none of a lease in etcd`, {
      hint: `Those begin with ${subnets}/.`,
    });
  await client.ask('/v3/kv/deleterange', { key: encode(key) }, stop);
  const grant = grants.get(key);
  grants.delete(key);
  if (grant !== undefined) await revokeLease(client, grant);
}
