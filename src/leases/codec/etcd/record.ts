import type { ScalarNode, Source } from '../../../text/index.ts';
import type { EntryPlace } from '../types.ts';

/** A key of etcd's with its value. */
export interface EtcdRecord {
  readonly key: string;
  /** The place of the key. */
  readonly at: EntryPlace;
  readonly value?: EtcdValue;
  /** The revision of the last write; a plain listing has none. */
  readonly revision?: number;
  /** The revision of the first write since the key was last absent. */
  readonly created?: number;
}

/** A value and its text: the listing, or, for a value in base64, a text of its own. */
export interface EtcdValue {
  readonly source: Source;
  readonly node: ScalarNode;
}
