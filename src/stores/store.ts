import type { NetConf } from '../config/index.ts';
import type { Problem } from '../errors/index.ts';
import type { LeaseSubnets, PlanNode } from '../flannel/index.ts';
import type { SourceEntry } from '../leases/index.ts';
import type { Address, FamilyName } from '../net/index.ts';

/**
 * A record below flannel's place in a store: a lease, or why it can't be read as one. A node of Kubernetes on which
 * flannel never ran is no record.
 */
export interface StoredLease {
  /** What the record is known by: its full key in etcd, the name of its node elsewhere. */
  readonly key: string;
  /** The lease; absent where no lease can be read from the record. */
  readonly entry?: SourceEntry;
  /** Errors say why there is no entry, or no family in it; each names the record. */
  readonly problems: readonly Problem[];
  /** A Node that has the condition NetworkUnavailable, on which no pod is put; only where the store looks after it. */
  readonly isUnavailable?: true;
  /**
   * When the record goes unless it is renewed, in milliseconds since 1970. Known of what this store has just written;
   * absent elsewhere, because etcd tells it of each record by a request of its own.
   */
  readonly expires?: number;
}

/** All records of a store at one revision. */
export interface Listing {
  readonly leases: readonly StoredLease[];
  /** What a watch begins after, in the store's own form. */
  readonly revision: string;
}

/** What a record holds besides what a lease is read from, for who examines a store. */
export interface RecordDetail {
  /**
   * What flanneld reads the subnets of the record from: the part of its key behind `<prefix>/subnets/`, or the whole key
   * where it is not below that. Absent in Kubernetes, where a node has them.
   */
  readonly subnetKey?: string;
  readonly backendType?: string;
  /** BackendData as it is written: any JSON; undefined if there is none. */
  readonly backendData?: unknown;
  /** When the record goes unless it is renewed, in milliseconds since 1970; absent: never. */
  readonly expires?: number;
}

export type StoreEvent =
  /** Also where the record was there before, unchanged. */
  | { readonly type: 'put'; readonly lease: StoredLease }
  | { readonly type: 'delete'; readonly key: string }
  /** The net-conf was written; the text is empty if it was removed. */
  | { readonly type: 'config'; readonly text: string };

/** This node's lease as a store is to hold it; its subnets, public IPs and backend data are in `node`. */
export interface OwnLease {
  readonly node: PlanNode;
  readonly netConf: NetConf;
}

/** What became of a write: `taken`: another record holds a subnet, or may hold it; nothing was written. */
export type Published =
  | { readonly result: 'published'; readonly lease: StoredLease }
  | { readonly result: 'taken' };

/**
 * Where leases are kept. Every function ends with the abort reason when `stop` is aborted. A Failure says what is wrong
 * with the store and how to mend it: `unavailable` if it does not answer or can't do it (another try may succeed),
 * `permission` if it refuses this client, `invalidConfig` if what it holds, or what it was given, is wrong.
 */
export interface Store {
  /** Its kind and place, for messages: `etcd at https://10.0.0.1:2379`, `Kubernetes at https://…`, `nodes.yaml`. */
  readonly name: string;
  /** The file that has the net-conf; absent: the store itself. */
  readonly netConfFile?: string;
  /**
   * Subnets that the store itself has given this node (a Node's podCIDRs, a list of nodes); absent: the store's users
   * choose free ones.
   * @param node this node's name and public IPs
   */
  readonly assigned?: (stop: AbortSignal, node: PlanNode) => Promise<LeaseSubnets>;
  /**
   * Public IPs that a user wrote into the store for this node, to find its uplink by; they come before `--public-ip`
   * (flannel-facts 4.2). Absent: the store has no place for them.
   */
  readonly wishes?: (stop: AbortSignal) => Promise<Readonly<Partial<Record<FamilyName, Address>>>>;
  /** The text of the net-conf that the store holds. Undefined: the store has no place for one, or it is empty. */
  readonly config: (stop: AbortSignal) => Promise<string | undefined>;
  /** All records now. */
  readonly list: (stop: AbortSignal) => Promise<Listing>;
  /** What the records hold now, by key; absent: nothing that the listing does not say. */
  readonly examine?: (stop: AbortSignal) => Promise<ReadonlyMap<string, RecordDetail>>;
  /** What is wrong with the store itself, though it answers; absent: there is nothing to ask. */
  readonly doubts?: (stop: AbortSignal) => Promise<readonly Problem[]>;
  /**
   * Events after a revision, those that arrive together in one array. Ends by a Failure when the connection is lost;
   * a StaleRevision when the store no longer knows the revision, so that a new listing is needed.
   */
  readonly watch: (revision: string, stop: AbortSignal) => AsyncIterable<readonly StoreEvent[]>;
  /**
   * Writes this node's lease if no record holds its subnet.
   * @param listed the revision of the listing that its subnets were chosen by: what was written since may hold them
   */
  readonly publish: (own: OwnLease, stop: AbortSignal, listed?: string) => Promise<Published>;
  /** Writes this node's lease over its own record, for the full time again; also where that record is gone. */
  readonly renew: (own: OwnLease, stop: AbortSignal) => Promise<StoredLease>;
  /** Removes a record; absent: the store is only read. */
  readonly withdraw?: (key: string, stop: AbortSignal) => Promise<void>;
  /** Closes what is still open. */
  readonly close: () => Promise<void>;
}

/** The store no longer has the events after a revision: list again, then watch from there. */
export class StaleRevision extends Error {
  constructor() {
    super('the store no longer knows this revision');
    this.name = 'StaleRevision';
  }
}
