import { BRIDGE, vxlanLinkName } from '../../backends/index.ts';
import { listRoutes, readDestination } from '../../host/index.ts';
import { prefixContains, prefixesOverlap } from '../../net/index.ts';
import { PROTOCOL } from '../../state/index.ts';
import type { Prepared } from '../prepare.ts';
import { error, type Finding, warning } from './check.ts';

/** Routes that lead nowhere, by their number (rtnetlink(7)). */
const DEAD_ENDS: Readonly<Record<string, string>> = { 6: 'blackhole', 7: 'unreachable', 8: 'prohibit' };

/** Routes of others into the pod network lead pods' packets astray. One for exactly a peer's subnet is a conflict, named later. */
export async function checkRoutes({
  network: { network, node, peers, backend },
}: Prepared): Promise<Finding[]> {
  const ours = new Set<string | undefined>([BRIDGE, vxlanLinkName(backend.vni)]);
  const peerSubnets = new Set(peers.map(({ subnet }) => subnet));
  const routes = (await listRoutes()).filter(
    ({ dst, dev, protocol }) =>
      dst !== undefined && dst !== 'default' && !ours.has(dev) && Number(protocol) !== PROTOCOL,
  );
  return routes.flatMap(({ type, dst = '', dev, metric }) => {
    const route = readDestination(dst);
    const shown = [DEAD_ENDS[type ?? ''], dst, dev && `dev ${dev}`].filter(Boolean).join(' ');
    // Routes inside this node's own subnet are its pods'.
    const fine =
      !prefixesOverlap(route, network.network) ||
      prefixContains(node.subnet, route) ||
      (peerSubnets.has(route) && metric === undefined);
    if (fine) return [];
    // Peers' routes are longer than one that covers the whole network, and win.
    const covers = prefixContains(route, network.network) && route !== network.network;
    const message = `the route ${shown} overlaps the pod network ${network.network}`;
    const hint = 'Take another Network in the net-conf, or delete the route.';
    return [covers ? warning(message, hint) : error(message, hint)];
  });
}
