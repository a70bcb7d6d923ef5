import type { Problem } from '../../../errors/index.ts';
import { readEtcdLease } from '../../../leases/index.ts';
import { printable } from '../../../text/index.ts';
import type { StoredLease } from '../../store.ts';
import { type JsonFields, numberIn } from '../access/fields.ts';
import { decodeIn, type EtcdKeys } from '../access/keys.ts';

/** Reads a key-value pair of an answer as a lease. */
export const storedLease = (pair: JsonFields, keys: EtcdKeys): StoredLease =>
  leaseOfText(
    { key: decodeIn(pair, 'key'), value: decodeIn(pair, 'value') },
    { revision: numberIn(pair, 'mod_revision'), created: numberIn(pair, 'create_revision') },
    keys,
  );

/**
 * Reads a record below flannel's prefix.
 * @param written the revisions of its last write and of its first
 */
export function leaseOfText(
  { key, value }: { readonly key: string; readonly value: string },
  written: { readonly revision: number; readonly created?: number },
  keys: EtcdKeys,
): StoredLease {
  if (!key.startsWith(keys.leases)) return { key, problems: [strayKey(key, keys)] };
  return { key, ...readEtcdLease({ key, subnets: key.slice(keys.leases.length), value, ...written }) };
}

/** flanneld removes all routes over a key that it can't read (flannel-facts 3.6). */
const strayKey = (key: string, { leases }: EtcdKeys): Problem => ({
  severity: 'error',
  message: `the key ${printable(key)} of etcd's is no lease: those begin with ${leases}. flanneld takes it for one, and stops routing.`,
  hint: `Remove it: etcdctl del ${printable(key)}`,
});
