import type { BackendInput } from '../../backends/index.ts';
import type { NamedFinding } from '../../checks/index.ts';
import type { Failure } from '../../errors/index.ts';
import type { UnderlayReach } from '../../host/index.ts';
import type { NodeFamily, PlanNode } from '../../leases/index.ts';
import type { FamilyName, NodeName } from '../../net/index.ts';
import type { FlannelBuilt, ManagingAgent, PodLinks } from '../../node/index.ts';
import type { Diff } from '../../state/index.ts';
import type { TransactionStatus } from '../findings/transaction.ts';

/** How one object is, beside how it should be; `none`: the way to this peer takes no such object. */
export type ObjectState = 'ok' | 'missing' | 'wrong' | 'foreign' | 'none';

export const PEER_OBJECTS = ['route', 'nexthop', 'neighbor', 'fdb'] as const;

/** A peer in one family: whether what leads to it there is as it should be. */
export interface PeerStatus extends Pick<NodeFamily, 'publicIP' | 'subnet'> {
  readonly name: NodeName;
  readonly family: FamilyName;
  /** Whether packets go by the overlay link, or by the underlay itself; `none`: nothing of ours leads there. */
  readonly via: 'overlay' | 'direct' | 'none';
  readonly objects: Readonly<Record<(typeof PEER_OBJECTS)[number], ObjectState>>;
  /** Whether its public IP answers ping. */
  readonly reach: UnderlayReach | 'notProbed';
}

/**
 * `DRIFT`: objects differ. `DEGRADED`: some peers or pods are cut off, or a change would be refused. `BROKEN`: pods of
 * this node reach no other node.
 */
export type Verdict = 'OK' | 'DRIFT' | 'DEGRADED' | 'BROKEN';

/** The verdict on a node, and on its parts. */
export interface Verdicts {
  readonly node: Verdict;
  readonly objects: 'match' | 'drift';
  readonly peers: 'none' | 'notProbed' | 'unclear' | 'answered' | 'someCutOff' | 'cutOff';
  readonly pods: 'none' | 'attached' | 'someDetached' | 'detached';
  readonly checks: 'passed' | 'failed';
}

/** A node as it is, beside how it was set up. */
export interface NodeStatus {
  readonly name: NodeName;
  readonly network: BackendInput;
  /** Set where flanneld built the node, not flannelctl. */
  readonly flannel: FlannelBuilt | undefined;
  /** Why there is no uplink, where the one that is remembered stands in for it. */
  readonly uplinkFailure: Failure | undefined;
  readonly verdict: Verdicts;
  readonly pods: PodLinks;
  /** What the checks of the host find. */
  readonly findings: readonly NamedFinding[];
  readonly peers: readonly PeerStatus[];
  /** Every node that a change may be about. */
  readonly nodes: readonly PlanNode[];
  /** What it would take to have everything as it was set up. */
  readonly diff: Diff;
  /** An open change of the node, if there is one. */
  readonly transaction: TransactionStatus | undefined;
  /** The agent that keeps the node up to date, or did so since the last boot. */
  readonly agent: ManagingAgent | undefined;
}

/** Whether an object that leads there is not as it should be. */
export const hasProblem = ({ objects }: PeerStatus): boolean =>
  PEER_OBJECTS.some((kind) => objects[kind] !== 'ok' && objects[kind] !== 'none');

/** Whether no packet of a pod gets to this peer. */
export const isCutOff = (peer: PeerStatus): boolean => hasProblem(peer) || peer.reach === 'no';

/** Whether nothing is amiss with what was tested. */
export const isWell = ({ verdict }: NodeStatus): boolean => verdict.node === 'OK';
