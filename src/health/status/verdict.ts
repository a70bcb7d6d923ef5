import { type NamedFinding, UPLINK_CHECK } from '../../checks/index.ts';
import { IP_FORWARD, IP6_FORWARD } from '../../state/index.ts';
import { isGrave } from '../findings/severity.ts';
import {
  hasProblem,
  isWell,
  type NodeStatus,
  type PeerStatus,
  type Verdict,
  type Verdicts,
} from './node-status.ts';

/** How many peers there are, by name, each with the worst that is known of it. */
export interface PeerCounts {
  readonly all: number;
  readonly answered: number;
  readonly unclear: number;
  readonly notProbed: number;
  /** The names of those whose objects differ. */
  readonly cutOff: readonly string[];
  /** The names of others whose public IP does not answer ping. */
  readonly silent: readonly string[];
}

type Judged = Omit<NodeStatus, 'verdict'>;

const WORST_FIRST = ['cutOff', 'silent', 'unclear', 'notProbed', 'answered'] as const;

type Condition = (typeof WORST_FIRST)[number];

const CONDITIONS = { yes: 'answered', no: 'silent', unclear: 'unclear', notProbed: 'notProbed' } as const;

const conditionOf = (peer: PeerStatus): Condition => {
  if (hasProblem(peer)) return 'cutOff';
  return CONDITIONS[peer.reach];
};

const worseOf = (one: Condition, other: Condition = one): Condition =>
  WORST_FIRST.indexOf(one) < WORST_FIRST.indexOf(other) ? one : other;

/** A peer of two families is as its worse one. */
export function countPeers(peers: readonly PeerStatus[]): PeerCounts {
  const worst = new Map<string, Condition>();
  for (const peer of peers) worst.set(peer.name, worseOf(conditionOf(peer), worst.get(peer.name)));
  const names: Readonly<Record<Condition, string[]>> = {
    cutOff: [],
    silent: [],
    unclear: [],
    notProbed: [],
    answered: [],
  };
  for (const [name, condition] of worst) names[condition].push(name);
  const { cutOff, silent, unclear, notProbed, answered } = names;
  return {
    all: worst.size,
    answered: answered.length,
    unclear: unclear.length,
    notProbed: notProbed.length,
    cutOff,
    silent,
  };
}

function peersVerdict(peers: readonly PeerStatus[]): Verdicts['peers'] {
  const { all, answered, unclear, cutOff, silent } = countPeers(peers);
  const lost = cutOff.length + silent.length;
  if (all === 0) return 'none';
  const isEveryProbeSilent =
    peers.some(({ reach }) => reach === 'no') &&
    peers.every(({ reach }) => reach === 'no' || reach === 'notProbed');
  if (lost === all || isEveryProbeSilent) return 'cutOff';
  if (lost > 0) return 'someCutOff';
  return answered > 0 ? 'answered' : unclear > 0 ? 'unclear' : 'notProbed';
}

function podsVerdict({ attached, detached }: Judged['pods']): Verdicts['pods'] {
  if (detached.length > 0) return attached === 0 ? 'detached' : 'someDetached';
  return attached === 0 ? 'none' : 'attached';
}

const FORWARDING = new Set<string>([IP_FORWARD, IP6_FORWARD]);

const isForwardingOff = ({ diff }: Judged): boolean =>
  diff.changes.some(
    (change) => 'to' in change && change.to.kind === 'sysctl' && FORWARDING.has(change.to.path),
  );

/** Whether it is about the uplink, which leads to every peer. */
const isOfUplink = ({ check }: NamedFinding): boolean => check === UPLINK_CHECK;

const isBroken = (status: Judged, peers: Verdicts['peers']): boolean =>
  status.uplinkFailure !== undefined ||
  status.findings.some((finding) => isOfUplink(finding) && isGrave(finding)) ||
  isForwardingOff(status) ||
  (peers === 'cutOff' && status.peers.some(hasProblem));

const isRefused = ({ diff, transaction }: Judged): boolean =>
  diff.changes.some(({ action }) => action === 'conflict') || transaction?.state === 'unfinished';

function nodeVerdict(status: Judged, { peers, pods, checks }: Omit<Verdicts, 'node'>): Verdict {
  if (isBroken(status, peers)) return 'BROKEN';
  const isPartlyCutOff =
    peers === 'cutOff' || peers === 'someCutOff' || pods === 'someDetached' || pods === 'detached';
  if (isPartlyCutOff || checks === 'failed' || isRefused(status)) return 'DEGRADED';
  return status.diff.changes.length > 0 ? 'DRIFT' : 'OK';
}

/** The verdict on a node and its parts, by what was compared and probed. */
export function verdictsOf(status: Judged): Verdicts {
  const parts = {
    objects: status.diff.changes.length === 0 ? 'match' : 'drift',
    peers: peersVerdict(status.peers),
    pods: podsVerdict(status.pods),
    checks: status.uplinkFailure !== undefined || status.findings.some(isGrave) ? 'failed' : 'passed',
  } as const;
  return { node: nodeVerdict(status, parts), ...parts };
}

/**
 * Whether this node fails. Peers that do not answer ping are told, but are no failure of this node: they may be off, or
 * ICMP may be filtered.
 */
export function hasFailed(status: NodeStatus): boolean {
  if (isWell(status)) return false;
  const peers = status.peers.map((peer) =>
    peer.reach === 'no' ? { ...peer, reach: 'notProbed' as const } : peer,
  );
  return verdictsOf({ ...status, peers }).node !== 'OK';
}
