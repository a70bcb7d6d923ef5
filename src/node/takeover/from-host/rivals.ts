import { Failure, type Problem } from '../../../errors/index.ts';
import type { Prefix } from '../../../net/index.ts';
import type { FoundFamily } from './types.ts';

/**
 * Removes earlier subnets of peers: a node has one subnet, but flanneld leaves the routes of an earlier one that
 * ended while it was not running (flannel-facts 13.4). A subnet without a route is the earlier one; a Failure if two
 * subnets of a peer have routes, because a host can't tell.
 */
export function withoutRivals(
  peers: readonly FoundFamily[],
  routed: ReadonlySet<Prefix>,
): { readonly peers: readonly FoundFamily[]; readonly problems: readonly Problem[] } {
  const rivalsOf = ({ publicIP }: FoundFamily): FoundFamily[] =>
    peers.filter((peer) => peer.publicIP === publicIP);
  const isLeft = (peer: FoundFamily): boolean =>
    routed.has(peer.subnet) || !rivalsOf(peer).some(({ subnet }) => routed.has(subnet));
  const left = peers.filter(isLeft);
  for (const peer of left) {
    const rival = left.find((other) => other !== peer && other.publicIP === peer.publicIP);
    if (rival !== undefined) throw bothLead(peer, rival);
  }
  const stale = peers.filter((peer) => !isLeft(peer));
  return { peers: left, problems: stale.map(isStale) };
}

const bothLead = ({ subnet, publicIP }: FoundFamily, rival: FoundFamily): Failure =>
  new Failure(
    'invalidConfig',
    `no plan can be read off this host: ${subnet} and ${rival.subnet} both lead to ${publicIP}, and a node has one subnet`,
    {
      hint:
        'One of them is what the node had before: delete its route (ip route del SUBNET). Or take the nodes from ' +
        'flannel itself: flannelctl join --nodes FILE, with what kubectl or etcdctl prints.',
    },
  );

const isStale = ({ subnet, publicIP }: FoundFamily): Problem => ({
  severity: 'warning',
  message: `${subnet} is left out: it has no route, and ${publicIP} has another subnet by now`,
});
