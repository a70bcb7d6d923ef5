import { Failure, isError } from '../../../errors/index.ts';
import { isSound, leaseRecord } from '../../../leases/index.ts';
import type { OwnLease, Published, StoredLease } from '../../store.ts';
import { encode } from '../access/keys.ts';
import type { EtcdClient } from '../client/client.ts';
import { CODE } from '../client/refusal.ts';
import { hasCode } from '../client/refusal-failure.ts';
import { createRecord, type RecordPair } from './create.ts';
import { extendedLease, type Grant, grantLease, revokeLease } from './grant.ts';
import { parsePosition, positionOf } from './position.ts';
import { leaseOfText } from './stored-lease.ts';

/** etcd's leases of the records that this store has written, by key. */
export type OwnGrants = Map<string, string>;

/** The record of a node, read back as others will read it, so that none is written that would stall flanneld. */
function pairOf({ node, netConf }: OwnLease, { access }: EtcdClient): RecordPair {
  const pair = leaseRecord(node, netConf, access.keys.prefix);
  const read = pair && leaseOfText(pair, { revision: 0 }, access.keys);
  if (pair !== undefined && read !== undefined && isSound(read)) return pair;
  const why = read?.problems.find(isError)?.message ?? 'it has no subnet of the network';
  throw new Failure('invalidConfig', `the lease of ${node.name} can't be written into etcd: ${why}`);
}

interface ToPublish {
  readonly grants: OwnGrants;
  readonly own: OwnLease;
  /** The revision of the listing that its subnets were chosen by, if they were just chosen. */
  readonly listed?: string | undefined;
}

/**
 * Writes a node's record if no record has its IPv4 subnet, alone or with an IPv6 one, and no other node took its IPv6
 * subnet after the listing. The record goes with its lease, which is given back where a subnet is taken.
 */
export async function publishRecord(
  client: EtcdClient,
  { grants, own, listed }: ToPublish,
  stop: AbortSignal,
): Promise<Published> {
  const pair = pairOf(own, client);
  const grant = await grantLease(client, stop);
  let isKept = false;
  try {
    const revision = await createRecord(
      client,
      { ...pair, grant: grant.id, listed: parsePosition(listed ?? '') },
      stop,
    );
    if (revision === undefined) return { result: 'taken' };
    isKept = true;
    grants.set(pair.key, grant.id);
    return { result: 'published', lease: written(client, pair, revision, grant) };
  } finally {
    if (!isKept) await revokeLease(client, grant.id);
  }
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

const written = (
  client: EtcdClient,
  pair: RecordPair,
  revision: number,
  { expires }: Grant,
): StoredLease => ({
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
