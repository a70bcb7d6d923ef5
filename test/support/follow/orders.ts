import type { PeerUpdate } from '../../../src/node/index.ts';

/** What the driver is told to do. */
export type FollowOrder =
  /** Compares the node with what is saved, and follows its peers from there. */
  | { readonly order: 'look'; readonly nexthops?: boolean }
  | { readonly order: 'update'; readonly update: PeerUpdate }
  | { readonly order: 'forget' }
  | { readonly order: 'save' };

/** What it answers. */
export interface FollowReport {
  /** How long an update took, in milliseconds. */
  readonly ms?: number;
  /** Why an update needs a comparison. */
  readonly why?: string;
  /** The changes as `action key`. */
  readonly changes?: readonly string[];
  readonly commands?: readonly string[];
  readonly error?: string;
  /** The driver's resident memory, in bytes. */
  readonly rss?: number;
}
