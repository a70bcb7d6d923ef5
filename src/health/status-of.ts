import type { NamedFinding } from '../checks/index.ts';
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

/** How each object that leads to a peer is. Only a host that differs has changes to look it up among. */
type StateOf = (object: PeerObject) => ObjectState;

function statesBy(changes: readonly Change[]): StateOf {
  if (changes.length === 0) return () => 'ok';
  const byKey = new Map(changes.map((change) => [change.key, change]));
  return (object) => stateOf(byKey.get(keyOf(object)));
}

function peerStatus(
  name: NodeName,
  family: FamilyName,
  own: NodeFamily,
  objects: readonly PeerObject[],
  stateOfObject: StateOf,
): PeerStatus {
  const ofFamily = objects.filter((object) => isOf(family, object));
  const state = (kind: string): ObjectState => {
    const object = ofFamily.find((candidate) => candidate.kind === kind);
    return object === undefined ? 'none' : stateOfObject(object);
  };
  const [route, fdb] = [state('route'), state('fdb')];
  return {
    ...own,
    name,
    family,
    via: route === 'none' ? 'none' : fdb === 'none' ? 'direct' : 'overlay',
    objects: { route, nexthop: state('nexthop'), neighbor: state('neighbor'), fdb },
  };
}

function objectsByPeer(desired: readonly HostObject[]): ReadonlyMap<NodeName, readonly PeerObject[]> {
  const byPeer = new Map<NodeName, PeerObject[]>();
  for (const object of desired) {
    if (!('peer' in object) || object.peer === undefined) continue;
    const ofPeer = byPeer.get(object.peer);
    if (ofPeer === undefined) byPeer.set(object.peer, [object]);
    else ofPeer.push(object);
  }
  return byPeer;
}

/** The status of a node that was compared with what it remembers to be. */
export async function statusOf(
  root: string,
  { comparison, target, spec, record, network }: NodeDiff,
  uplinkFailure: Failure | undefined,
  findings: readonly NamedFinding[],
): Promise<NodeStatus> {
  const stateOfObject = statesBy(comparison.diff.changes);
  const byPeer = objectsByPeer(target.desired);
  const peers = spec.peers.flatMap((peer) =>
    network.families.flatMap(({ name: family }) => {
      const own = peer[family];
      return own === undefined
        ? []
        : [peerStatus(peer.name, family, own, byPeer.get(peer.name) ?? [], stateOfObject)];
    }),
  );
  return {
    name: spec.node.name,
    network,
    uplinkFailure,
    findings,
    peers,
    nodes: [...(record?.plan.nodes ?? []), ...spec.peers],
    diff: comparison.diff,
    transaction: await transactionStatus(root),
  };
}
