import type { StoredLease } from '../../store.ts';
import { type JsonFields, textIn } from '../access/fields.ts';
import type { EtcdKeys } from '../access/keys.ts';
import { storedLease } from './stored-lease.ts';

interface ReadRecord {
  /** Its value and the revision of its last write, as etcd gave them. */
  readonly value: string;
  readonly revision: string;
  readonly lease: StoredLease;
}

/**
 * Reads the records of listings. A record that is as it was in the listing before is not read again, and has the same
 * lease: an agent lists all when it takes its own lease, when it begins to follow, and whenever the connection was lost.
 */
export interface RecordReader {
  readonly read: (pair: JsonFields) => StoredLease;
  /** The listing is complete: what was not in it is forgotten. */
  readonly endListing: () => void;
}

export function recordReader(keys: EtcdKeys): RecordReader {
  let before = new Map<string, ReadRecord>();
  let now = new Map<string, ReadRecord>();
  const read = (pair: JsonFields): StoredLease => {
    const [key, value, revision] = [textIn(pair, 'key'), textIn(pair, 'value'), textIn(pair, 'mod_revision')];
    const known = before.get(key);
    const isSame = known?.value === value && known.revision === revision;
    const record = isSame ? known : { value, revision, lease: storedLease(pair, keys) };
    now.set(key, record);
    return record.lease;
  };
  const endListing = (): void => {
    before = now;
    now = new Map();
  };
  return { read, endListing };
}
