import { type CheckedNode, type NamedFinding, repairOf } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { canPing } from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import { sampled } from '../../node/index.ts';
import { pathFindings } from './judge.ts';
import { ask, lookCloser, type PathMeasurement } from './measure.ts';
import { pathsTo } from './path.ts';

/** The limit of peers that are asked where none is named. */
const MOST_PEERS = 32;

/** The limit of paths that are looked at closer, one after the other. */
const MOST_CLOSER = 8;

/** What probing of peers found. */
export interface ProbeReport {
  readonly paths: readonly PathMeasurement[];
  readonly findings: readonly NamedFinding[];
  /** Peers that were not asked, because there are too many. */
  readonly unasked: number;
}

const passes = ({ target, bridge, full }: PathMeasurement): boolean =>
  [target, bridge, full].every(({ received }) => received > 0);

/** The peers with these names; none: all, or as many as are asked at most, spread over the list. */
function peersToAsk({ network: { peers } }: CheckedNode, names: readonly string[]): readonly PlanNode[] {
  if (names.length === 0) return sampled(peers, MOST_PEERS);
  return names.map((name) => {
    const peer = peers.find((each) => each.name === name);
    if (peer !== undefined) return peer;
    throw new Failure('usage', `this node has no peer named ${name}`, {
      hint: `Its peers: ${
        peers
          .slice(0, 20)
          .map((each) => each.name)
          .join(', ') || 'none'
      }.`,
    });
  });
}

const requirePing = async (): Promise<void> => {
  if (await canPing()) return;
  throw new Failure('unavailable', 'ping is not installed', { hint: 'apt-get install iputils-ping' });
};

/**
 * Asks peers by the underlay and by the overlay, with small packets and large ones, and finds why one does not answer.
 * Sends pings and an empty UDP packet; changes nothing.
 * @param names the peers; none: all, or as many as are asked at most
 * @param suspects the checks of this node that have found what cuts pods off
 */
export async function probePeers(
  node: CheckedNode,
  names: readonly string[],
  suspects: readonly string[],
): Promise<ProbeReport> {
  await requirePing();
  const peers = peersToAsk(node, names);
  const asked = await Promise.all(peers.flatMap((peer) => pathsTo(node, peer)).map(ask));
  const paths: PathMeasurement[] = [];
  let closer = 0;
  for (const measured of asked) {
    if (!passes(measured)) closer += 1;
    const isLeft = passes(measured) ? names.length === 0 : closer > MOST_CLOSER;
    paths.push(isLeft ? measured : await lookCloser(measured, node.uplink.name));
  }
  return {
    paths,
    findings: paths.flatMap((measured) =>
      pathFindings(measured, { self: node.name, repair: repairOf(node), suspects }),
    ),
    unasked: names.length > 0 ? 0 : node.network.peers.length - peers.length,
  };
}
