import { Failure } from '../../../errors/index.ts';
import { fieldsIn, numberIn, textIn } from '../access/fields.ts';
import type { EtcdClient } from '../client/client.ts';

/** A lease of etcd's: the time that the keys written with it stay. */
export interface Grant {
  readonly id: string;
  /** When it ends unless it is extended, in milliseconds since 1970. */
  readonly expires: number;
}

/** 24 h in seconds, as flanneld has it (flannel-facts 3.4). */
const TTL = 86_400;

export async function grantLease(client: EtcdClient, stop: AbortSignal): Promise<Grant> {
  const answer = await client.ask('/v3/lease/grant', { TTL: String(TTL) }, stop);
  const id = textIn(answer, 'ID');
  if (id === '')
    throw new Failure('unavailable', 'etcd granted a lease without an ID', { hint: 'See its log.' });
  return { id, expires: expiry(client, numberIn(answer, 'TTL') || TTL) };
}

/** Extends a lease to its full time; undefined if it is gone, which etcd tells by leaving out the time. */
export async function extendedLease(
  client: EtcdClient,
  id: string,
  stop: AbortSignal,
): Promise<Grant | undefined> {
  const answer = await client.ask('/v3/lease/keepalive', { ID: id }, stop);
  const ttl = numberIn(fieldsIn(answer, 'result'), 'TTL');
  return ttl > 0 ? { id, expires: expiry(client, ttl) } : undefined;
}

const expiry = ({ access }: EtcdClient, seconds: number): number => access.now() + seconds * 1000;

/** How long a needless lease is worth waiting for, in milliseconds. */
const REVOKE = 2000;

/** Ends a lease that no key needs. Where that fails it ends by itself, so nothing is said of it. */
export async function revokeLease(client: EtcdClient, id: string): Promise<void> {
  await client.ask('/v3/lease/revoke', { ID: id }, AbortSignal.timeout(REVOKE)).catch(() => undefined);
}
