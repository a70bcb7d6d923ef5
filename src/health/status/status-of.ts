import type { NodeFamily } from '../../leases/index.ts';
import { FAMILY_OF, type Family, type FamilyName, familyOf, type NodeName } from '../../net/index.ts';
import { managingAgent, type SavedNodeDiff } from '../../node/index.ts';
import type { Change, HostObject } from '../../state/index.ts';
import { keyOf, peerAddress } from '../../state/index.ts';
import { transactionStatus } from '../findings/transaction.ts';
import type { NodeStatus, ObjectState, PeerStatus } from './node-status.ts';
import { withReach } from './reach.ts';
import { verdictsOf } from './verdict.ts';

const stateOf = (change: Change | undefined): ObjectState => {
  if (change === undefined) return 'ok';
  if (change.action === 'create') return change.removedBy === undefined ? 'missing' : 'ok';
  return change.action === 'conflict' ? 'foreign' : 'wrong';
};

type PeerObject = Extract<HostObject, { readonly peer?: NodeName }>;

/** How each object that leads to a peer is. Only a host that differs has changes to look it up among. */
type StateOf = (object: PeerObject) => ObjectState;

function statesBy(changes: readonly Change[]): StateOf {
  if (changes.length === 0) return () => 'ok';
  const byKey = new Map(changes.map((change) => [change.key, change]));
  return (object) => stateOf(byKey.get(keyOf(object)));
}

/** How the objects of each kind are that lead to one peer by one family. */
type StatesByKind = { [Kind in HostObject['kind']]?: ObjectState };

/** The same by each family of a peer. */
type StatesByFamily = { [F in Family]?: StatesByKind };

/** Of two objects of a kind the first counts. */
function statesByPeer(
  desired: readonly HostObject[],
  stateOfObject: StateOf,
): ReadonlyMap<NodeName, StatesByFamily> {
  const byPeer = new Map<NodeName, StatesByFamily>();
  for (const object of desired) {
    if (!('peer' in object) || object.peer === undefined) continue;
    const address = peerAddress(object);
    if (address === undefined) continue;
    const ofPeer = byPeer.get(object.peer) ?? {};
    byPeer.set(object.peer, ofPeer);
    const family = familyOf(address);
    const states = ofPeer[family] ?? {};
    ofPeer[family] = states;
    states[object.kind] ??= stateOfObject(object);
  }
  return byPeer;
}

function peerStatus(
  name: NodeName,
  family: FamilyName,
  { publicIP, subnet }: NodeFamily,
  { route = 'none', nexthop = 'none', neighbor = 'none', fdb = 'none' }: StatesByKind = {},
): PeerStatus {
  const via = route === 'none' ? 'none' : fdb === 'none' ? 'direct' : 'overlay';
  const objects = { route, nexthop, neighbor, fdb };
  return { name, family, publicIP, subnet, via, objects, reach: 'notProbed' };
}

/** The status of a node that was compared with how it is to be. */
export async function statusOf(
  root: string,
  { found, uplinkFailure, flannel, pods, findings }: SavedNodeDiff,
  isProbing: boolean,
): Promise<NodeStatus> {
  const { comparison, target, spec, record, network } = found;
  const states = statesByPeer(target.desired, statesBy(comparison.diff.changes));
  const peers = spec.peers.flatMap((peer) =>
    network.families.flatMap(({ name: family }) => {
      const own = peer[family];
      return own === undefined
        ? []
        : [peerStatus(peer.name, family, own, states.get(peer.name)?.[FAMILY_OF[family]])];
    }),
  );
  const status = {
    name: spec.node.name,
    network,
    flannel,
    uplinkFailure,
    pods,
    findings,
    peers: isProbing ? await withReach(peers) : peers,
    nodes: [...(record?.plan.nodes ?? []), ...spec.peers],
    diff: comparison.diff,
    transaction: await transactionStatus(root),
    agent: await managingAgent(root),
  };
  return { ...status, verdict: verdictsOf(status) };
}
