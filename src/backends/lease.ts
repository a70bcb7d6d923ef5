import type { LeaseData } from '../flannel/index.ts';
import type { FamilyName, Mac, Prefix } from '../net/index.ts';
import type { SourceNode } from '../text/index.ts';
import type { BackendConfig } from './config.ts';

/** A value of the net-conf that each node publishes too, and that all of them must have alike. */
interface SharedValue<C extends BackendConfig = BackendConfig> {
  /** Its key in plans. */
  readonly key: string;
  readonly called: string;
  of(config: C): number;
}

/** What a record of flannel's has of a node's lease data. */
export interface RecordData<D extends LeaseData = LeaseData> {
  readonly data: D;
  /** The shared value, if the record has it. */
  readonly shared?: number;
}

/**
 * The lease data of a backend: what it publishes of each node, family by family, beside its public IP and subnet. No two
 * nodes have the same text of it in one family.
 */
export interface LeaseRules<D extends LeaseData = LeaseData, C extends BackendConfig = BackendConfig> {
  readonly called: string;
  /** Its keys in node lists and plans. */
  readonly keys: Readonly<Record<FamilyName, string>>;
  /** Why its keys say nothing with another backend. */
  readonly onlyHere: string;
  readonly shared?: SharedValue<C>;
  /** Reads the value of a key. */
  parse(
    text: string,
    key: string,
  ): { readonly value: D } | { readonly refused: string; readonly hint: string };
  text(data: D): string;
  /** That of the node that has a subnet, if nodes need exchange nothing to know it. */
  derive?(subnet: Prefix, config: C): D;
  /** That of a node whose overlay link has a MAC, if it follows from that. */
  ofLinkMac?(mac: Mac): D;
  /** Reads BackendData of a record of flannel's; gives what is wrong with it as a text, the end of a sentence about it. */
  readRecord(node: SourceNode): RecordData<D> | string;
  /** BackendData as flanneld writes it, to be made JSON. */
  toRecord(data: D, config: C): object;
}
