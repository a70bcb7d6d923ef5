import type { PlanNode } from '../leases/index.ts';
import type { Prepared } from '../node/index.ts';
import { inspectRemembered } from '../node/index.ts';
import type { Change, HostObject } from '../state/index.ts';
import { keyOf } from '../state/index.ts';
import { type TransactionStatus, transactionStatus } from './transaction.ts';

/** How one object is, beside how it should be. */
export type ObjectState = 'ok' | 'missing' | 'wrong' | 'foreign';

export const PEER_OBJECTS = ['route', 'nexthop', 'neighbor', 'fdb'] as const;

interface PeerStatus {
  readonly peer: PlanNode;
  readonly objects: Readonly<Record<(typeof PEER_OBJECTS)[number], ObjectState>>;
}

export interface NodeStatus {
  readonly prepared: Prepared;
  readonly peers: readonly PeerStatus[];
  /** Everything that is not as it was set up. */
  readonly drift: readonly Change[];
  /** A change of the node that has not ended, if there is one. */
  readonly transaction: TransactionStatus | undefined;
}

const stateOf = (change: Change | undefined): ObjectState => {
  if (change === undefined) return 'ok';
  if (change.action === 'create') return change.lostWith === undefined ? 'missing' : 'ok';
  return change.action === 'conflict' ? 'foreign' : 'wrong';
};

function peerStatus(
  peer: PlanNode,
  objects: readonly HostObject[],
  changes: ReadonlyMap<string, Change>,
): PeerStatus {
  const state = (kind: string): ObjectState => {
    const object = objects.find((candidate) => candidate.kind === kind);
    return object === undefined ? 'missing' : stateOf(changes.get(keyOf(object)));
  };
  return {
    peer,
    objects: {
      route: state('route'),
      nexthop: state('nexthop'),
      neighbor: state('neighbor'),
      fdb: state('fdb'),
    },
  };
}

/** Looks at a node that was set up: each peer's four objects, and everything that is not as it was set up. */
export async function nodeStatus(root: string): Promise<NodeStatus> {
  const prepared = await inspectRemembered(root);
  const { comparison, target, spec } = prepared;
  const changes = new Map(comparison.diff.changes.map((change) => [change.key, change]));
  const byPeer = new Map<string, HostObject[]>();
  for (const object of target.desired) {
    if (!('peer' in object) || object.peer === undefined) continue;
    byPeer.set(object.peer, [...(byPeer.get(object.peer) ?? []), object]);
  }
  const peers = spec.peers.map((peer) => peerStatus(peer, byPeer.get(peer.name) ?? [], changes));
  return { prepared, peers, drift: comparison.diff.changes, transaction: await transactionStatus(root) };
}

/** Whether nothing is amiss: all is as it was set up, and no change was cut off. */
export const isWell = ({ drift, transaction }: NodeStatus): boolean =>
  drift.length === 0 && transaction?.state !== 'unfinished';
