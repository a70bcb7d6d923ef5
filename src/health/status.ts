import type { BackendInput } from '../backends/index.ts';
import type { Failure } from '../errors/index.ts';
import type { NodeFamily, PlanNode } from '../leases/index.ts';
import { FAMILY_OF, type FamilyName, familyOf, type NodeName } from '../net/index.ts';
import type { NodeDiff } from '../node/index.ts';
import { inspectRemembered } from '../node/index.ts';
import type { Change, Diff, HostObject } from '../state/index.ts';
import { keyOf, peerAddress } from '../state/index.ts';
import { type TransactionStatus, transactionStatus } from './transaction.ts';

/** How one object is, beside how it should be; `none`: the way to this peer takes no such object. */
export type ObjectState = 'ok' | 'missing' | 'wrong' | 'foreign' | 'none';

export const PEER_OBJECTS = ['route', 'nexthop', 'neighbor', 'fdb'] as const;

/** A peer in one family: whether what leads to it there is as it should be. */
interface PeerStatus extends NodeFamily {
  readonly name: NodeName;
  readonly family: FamilyName;
  /** Whether packets go by the overlay link, or by the underlay itself; `none`: nothing of ours leads there. */
  readonly via: 'overlay' | 'direct' | 'none';
  readonly objects: Readonly<Record<(typeof PEER_OBJECTS)[number], ObjectState>>;
}

export interface NodeStatus {
  readonly name: NodeName;
  readonly network: BackendInput;
  /** Why there is no uplink, where the one that is remembered stands in for it. */
  readonly uplinkFailure: Failure | undefined;
  readonly peers: readonly PeerStatus[];
  /** Every node that a change may be about. */
  readonly nodes: readonly PlanNode[];
  /** What it would take to have everything as it was set up. */
  readonly diff: Diff;
  /** An open change of the node, if there is one. */
  readonly transaction: TransactionStatus | undefined;
}

const stateOf = (change: Change | undefined): ObjectState => {
  if (change === undefined) return 'ok';
  if (change.action === 'create') return change.lostWith === undefined ? 'missing' : 'ok';
  return change.action === 'conflict' ? 'foreign' : 'wrong';
};

type PeerObject = Extract<HostObject, { readonly peer?: NodeName }>;

/** Whether an object leads to its peer by a family. */
const isOf = (family: FamilyName, object: PeerObject): boolean => {
  const address = peerAddress(object);
  return address !== undefined && familyOf(address) === FAMILY_OF[family];
};

function peerStatus(
  name: NodeName,
  family: FamilyName,
  own: NodeFamily,
  objects: readonly PeerObject[],
  changes: ReadonlyMap<string, Change>,
): PeerStatus {
  const state = (kind: string): ObjectState => {
    const object = objects.find((candidate) => candidate.kind === kind && isOf(family, candidate));
    return object === undefined ? 'none' : stateOf(changes.get(keyOf(object)));
  };
  return {
    ...own,
    name,
    family,
    via: state('route') === 'none' ? 'none' : state('fdb') === 'none' ? 'direct' : 'overlay',
    objects: {
      route: state('route'),
      nexthop: state('nexthop'),
      neighbor: state('neighbor'),
      fdb: state('fdb'),
    },
  };
}

/** Looks at a node that was set up: what leads to each peer, and everything that is not as it was set up. */
export async function nodeStatus(root: string): Promise<NodeStatus> {
  const { found, uplinkFailure } = await inspectRemembered(root);
  return statusOf(found, uplinkFailure, await transactionStatus(root));
}

function statusOf(
  { comparison, target, spec, record, network }: NodeDiff,
  uplinkFailure: Failure | undefined,
  transaction: TransactionStatus | undefined,
): NodeStatus {
  const changes = new Map(comparison.diff.changes.map((change) => [change.key, change]));
  const byPeer = new Map<NodeName, PeerObject[]>();
  for (const object of target.desired) {
    if (!('peer' in object) || object.peer === undefined) continue;
    byPeer.set(object.peer, [...(byPeer.get(object.peer) ?? []), object]);
  }
  const peers = spec.peers.flatMap((peer) =>
    network.families.flatMap(({ name: family }) => {
      const own = peer[family];
      return own === undefined
        ? []
        : [peerStatus(peer.name, family, own, byPeer.get(peer.name) ?? [], changes)];
    }),
  );
  return {
    name: spec.node.name,
    network,
    uplinkFailure,
    peers,
    nodes: [...(record?.plan.nodes ?? []), ...spec.peers],
    diff: comparison.diff,
    transaction,
  };
}

/** Whether nothing is amiss: there is the uplink, all is as it was set up, and no change was interrupted. */
export const isWell = ({ uplinkFailure, diff, transaction }: NodeStatus): boolean =>
  uplinkFailure === undefined && diff.changes.length === 0 && transaction?.state !== 'unfinished';
