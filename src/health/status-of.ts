import type { Failure } from '../errors/index.ts';
import type { NodeFamily } from '../leases/index.ts';
import { FAMILY_OF, type FamilyName, familyOf, type NodeName } from '../net/index.ts';
import type { NodeDiff } from '../node/index.ts';
import type { Change, HostObject } from '../state/index.ts';
import { keyOf, peerAddress } from '../state/index.ts';
import type { NodeStatus, ObjectState, PeerStatus } from './node-status.ts';
import { transactionStatus } from './transaction.ts';

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

/** The status of a node that was compared with what it remembers to be. */
export async function statusOf(
  root: string,
  { comparison, target, spec, record, network }: NodeDiff,
  uplinkFailure: Failure | undefined,
): Promise<NodeStatus> {
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
    transaction: await transactionStatus(root),
  };
}
