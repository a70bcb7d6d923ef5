import { type JsonFields, textIn } from './fields.ts';

/** flannel's keys in etcd below one prefix (flannel-facts 3.2). */
export interface EtcdKeys {
  readonly prefix: string;
  readonly config: string;
  /** What every lease's key begins with. */
  readonly leases: string;
  /**
   * What flanneld lists and watches: it takes every key that begins with `<prefix>/subnets` for a lease, without a
   * slash behind it, and loses all routes over one that it can't read.
   */
  readonly subnets: string;
}

export function etcdKeys(prefix: string): EtcdKeys {
  const subnets = `${prefix}/subnets`;
  return { prefix, config: `${prefix}/config`, leases: `${subnets}/`, subnets };
}

/** Text as the gateway writes keys and values: base64 of its UTF-8. */
export const encode = (text: string): string => Buffer.from(text).toString('base64');

/** The text under a key of an answer. Bytes that are no UTF-8 become U+FFFD. */
export const decodeIn = (fields: JsonFields, key: string): string =>
  Buffer.from(textIn(fields, key), 'base64').toString();

/** The key range of everything that begins with a text, as etcd takes it: from it to the first key beyond. */
export const prefixRange = (start: string): { readonly key: string; readonly range_end: string } => ({
  key: encode(start),
  range_end: encode(nextAfter(start)),
});

/** The first text that no text beginning with this one reaches; its last character is ASCII. */
const nextAfter = (text: string): string =>
  text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
