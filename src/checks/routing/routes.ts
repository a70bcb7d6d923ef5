import { type FamilyInput, overlayLink } from '../../backends/index.ts';
import {
  hostLinks,
  type LinkJson,
  mainRoutes,
  type RouteJson,
  type RoutesByFamily,
  toDestination,
} from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import {
  FAMILY_OF,
  type Family,
  type LinkName,
  type Prefix,
  parseAddress,
  prefixContains,
  prefixContainsAddress,
  prefixesOverlap,
} from '../../net/index.ts';
import { type Diff, PROTOCOL } from '../../state/index.ts';
import { ownSubnetFindings } from '../addresses/own-subnet.ts';
import { type CheckedNode, error, type Finding, nodeCheck, warning } from '../check.ts';
import { routeRemoval, routeWords } from '../route-words.ts';

/** The metric that the kernel gives IPv6 routes by itself; IPv4 ones then have none. */
const USUAL_METRIC = 1024;

const isUsual = ({ metric }: RouteJson): boolean => (metric ?? USUAL_METRIC) === USUAL_METRIC;

const placeOf = (dst: Prefix | undefined, via: string | undefined, dev: string | undefined): string =>
  `${dst} ${via} ${dev}`;

/** Routes that the change takes away: flannel's leftovers, where a host of its is taken over. */
const goingRoutes = ({ changes }: Diff): Set<string> =>
  new Set(
    changes.flatMap((change) =>
      change.action === 'delete' && change.from.kind === 'route'
        ? [placeOf(change.from.dst, change.from.via, change.from.dev)]
        : [],
    ),
  );

/**
 * Peers' routes are longer than one that covers the whole network, and win. It is not to be deleted for that: it may be
 * a VPN's, or the one by which this node reaches its neighbors.
 */
const coveringHint = (network: Prefix): string =>
  `Packets to subnets of nodes go by longer routes. If it leads to machines with addresses of ${network}, take another Network in the net-conf.`;

/** Routers on the uplink with addresses of the pod network: a subnet of a node may come to cover them. */
const routersInside = (
  { network: { network } }: FamilyInput,
  uplink: LinkName,
  routes: readonly RouteJson[],
): Finding[] =>
  routes.flatMap((found) => {
    const router = found.dev === uplink ? parseAddress(found.gateway ?? '') : undefined;
    if (router === undefined || !prefixContainsAddress(network, router)) return [];
    return [
      error(
        `the router ${router} of the route ${routeWords(found).join(' ')} has an address of the pod network ${network}`,
        'Take another Network in the net-conf.',
      ),
    ];
  });

function overlaps(
  { name, network, own }: FamilyInput,
  peers: readonly PlanNode[],
  routes: readonly RouteJson[],
): Finding[] {
  const peerSubnets = new Set(peers.map((peer) => peer[name]?.subnet));
  return routes.flatMap((found) => {
    const route = toDestination(found.dst ?? '', FAMILY_OF[name]);
    if (route === undefined) return [];
    // Routes inside this node's own subnet are judged by ownSubnetFindings.
    const fine =
      !prefixesOverlap(route, network.network) ||
      prefixContains(own.subnet, route) ||
      (peerSubnets.has(route) && isUsual(found));
    if (fine) return [];
    const message = `the route ${routeWords(found).join(' ')} overlaps the pod network ${network.network}`;
    if (prefixContains(route, network.network) && route !== network.network)
      return [warning(message, coveringHint(network.network))];
    const hint = `Take another Network in the net-conf, or: ${routeRemoval(FAMILY_OF[name], found)}`;
    return [error(message, hint)];
  });
}

/** The foreign routes that stay. */
function foreignRoutes(
  { network: { families, backend, bridge }, diff }: CheckedNode,
  family: Family,
  all: readonly RouteJson[],
): RouteJson[] {
  const goes = goingRoutes(diff);
  // With host-gw there is no overlay link; nor has a route that leads nowhere a link.
  const ours = new Set<string>([
    bridge,
    ...families.flatMap((family) => overlayLink(backend, family.name) ?? []),
  ]);
  return all.filter(
    (route) =>
      route.dst !== undefined &&
      route.dst !== 'default' &&
      !(route.dev !== undefined && ours.has(route.dev)) &&
      Number(route.protocol) !== PROTOCOL &&
      !(isUsual(route) && goes.has(placeOf(toDestination(route.dst, family), route.gateway, route.dev))),
  );
}

const findings = (node: CheckedNode, all: RoutesByFamily, links: readonly LinkJson[]): Finding[] =>
  node.network.families.flatMap((family) => {
    const number = FAMILY_OF[family.name];
    const routesOfFamily = all[number];
    const foreign = foreignRoutes(node, number, routesOfFamily);
    return [
      ...overlaps(family, node.network.peers, foreign),
      ...routersInside(family, node.uplink.name, routesOfFamily),
      ...ownSubnetFindings(family, node.network.bridge, foreign, routesOfFamily, links),
    ];
  });

/** Foreign routes into the pod network lead pods' packets astray. One for exactly a peer's subnet is a conflict, named later. */
export const routes = nodeCheck({
  name: 'Routes',
  symptom: 'Pods of some nodes are not reached since a VPN or another program has added routes',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ all: mainRoutes, links: hostLinks }),
  run: (node, { all, links }) => findings(node, all, links),
});
