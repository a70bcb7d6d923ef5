import type { ScalarNode, Source } from '../../../text/index.ts';
import type { EntryPlace } from '../types.ts';

/** A key of etcd's with its value. */
export interface EtcdRecord {
  readonly key: string;
  /** Where the key stands. */
  readonly at: EntryPlace;
  readonly value?: EtcdValue;
  /** The revision it was last written in, which a plain listing does not have. */
  readonly revision?: number;
}

/** A value, and what it stands in: the listing, or, where the listing has it in base64, a text of its own. */
export interface EtcdValue {
  readonly source: Source;
  readonly node: ScalarNode;
}
