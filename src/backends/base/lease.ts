import type { LeaseData } from '../../flannel/index.ts';
import type { FamilyName, Mac, Prefix } from '../../net/index.ts';
import type { SourceNode } from '../../text/index.ts';
import type { BackendConfig } from './config.ts';

/** A value of the net-conf that nodes publish and that must be the same on all of them. */
interface SharedValue<C extends BackendConfig = BackendConfig> {
  /** Its key in plans. */
  readonly key: string;
  readonly called: string;
  of(config: C): number;
}

/** The lease data in a record of flannel's. */
export interface RecordData<D extends LeaseData = LeaseData> {
  readonly data: D;
  /** The shared value, if the record has it. */
  readonly shared?: number;
}

/**
 * The lease data of a backend: what it publishes of each node and family besides public IP and subnet. It is unique
 * among the nodes in one family.
 */
export interface LeaseRules<D extends LeaseData = LeaseData, C extends BackendConfig = BackendConfig> {
  readonly called: string;
  /** Its keys in node lists and plans. */
  readonly keys: Readonly<Record<FamilyName, string>>;
  /** Why its keys have no effect with another backend. */
  readonly onlyHere: string;
  readonly shared?: SharedValue<C>;
  /** Reads the value of a key. */
  parse(
    text: string,
    key: string,
  ): { readonly value: D } | { readonly refused: string; readonly hint: string };
  text(data: D): string;
  /** The lease data of the node with a subnet, if it follows from that, so that nodes need not exchange it. */
  derive?(subnet: Prefix, config: C): D;
  /** The lease data of the node whose overlay link has a MAC, if it follows from that. */
  ofLinkMac?(mac: Mac): D;
  /** Reads BackendData of a record of flannel's; a text is its problem, as the end of a sentence about it. */
  readRecord(node: SourceNode): RecordData<D> | string;
  /** BackendData as flanneld writes it, to be made JSON. */
  toRecord(data: D, config: C): object;
}
