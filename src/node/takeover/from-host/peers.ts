import type { Problem } from '../../../errors/index.ts';
import {
  type Address,
  addressPart,
  familyOf,
  type LinkName,
  lengthOf,
  type Mac,
  type Prefix,
  prefixContains,
  prefixContainsAddress,
  prefixesOverlap,
  prefixOf,
} from '../../../net/index.ts';
import type { FdbEntry, Link, Neighbor, Nexthop, Route } from '../../../state/index.ts';
import { withoutRivals } from './rivals.ts';
import type { FamilyView, FoundFamily, Observed } from './types.ts';

type Peers = Pick<FamilyView, 'peers' | 'direct' | 'leftOut' | 'problems'>;

const warning = (message: string, hint?: string): Problem => ({
  severity: 'warning',
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** A route to a peer's subnet, with its gateway and link. */
interface PeerRoute {
  readonly subnet: Prefix;
  readonly via: Address;
  readonly dev: LinkName | undefined;
}

/** Finds the peers of one family, overlay and direct ones, from routes, neighbor entries, nexthops and FDB entries. */
export function findPeers(
  observed: Observed,
  network: Prefix,
  own: Prefix,
  overlay: Link | undefined,
): Peers {
  const routes = peerRoutes(observed, network, own);
  // A route by a pod's address is not flannel's.
  const isDirect = ({ dev, via }: PeerRoute): boolean =>
    (overlay === undefined || dev !== overlay.name) && !prefixContainsAddress(network, via);
  const direct = routes.filter(isDirect);
  const beyond =
    overlay === undefined ? NOTHING : overlayPeers(overlayTables(observed, overlay), routes, network, own);
  const found = [...beyond.peers, ...direct.map(({ subnet, via }) => ({ subnet, publicIP: via }))];
  const { peers, problems } = withoutRivals(found, new Set(routes.map(({ subnet }) => subnet)));
  return {
    peers,
    direct: direct.flatMap(({ dev }) => dev ?? []),
    leftOut: beyond.leftOut,
    problems: [
      ...beyond.leftOut,
      ...beyond.problems,
      ...(overlay === undefined ? [] : direct.map(noMac)),
      ...problems,
    ],
  };
}

type Found = Pick<FamilyView, 'peers' | 'leftOut' | 'problems'>;

const NOTHING: Found = { peers: [], leftOut: [], problems: [] };

/** The entries on an overlay link. */
interface OverlayTables {
  readonly dev: LinkName;
  readonly neighbors: ReadonlyMap<Address, Neighbor>;
  readonly fdb: ReadonlyMap<Mac, FdbEntry>;
}

const overlayTables = (observed: Observed, { name }: Link): OverlayTables => ({
  dev: name,
  neighbors: new Map(
    observed.flatMap((one) => (one.kind === 'neighbor' && one.dev === name ? [[one.dst, one]] : [])),
  ),
  fdb: new Map(observed.flatMap((one) => (one.kind === 'fdb' && one.dev === name ? [[one.mac, one]] : []))),
});

function overlayPeers(
  tables: OverlayTables,
  routes: readonly PeerRoute[],
  network: Prefix,
  own: Prefix,
): Found {
  const present = routes.filter(({ dev }) => dev === tables.dev);
  const lost = lostRoutes(tables, present, network, own);
  const found = [...present, ...lost].map((route) => throughOverlay(tables, route));
  const peers = found.flatMap(({ peer }) => peer ?? []);
  const leftOut = [...found.flatMap(({ problem }) => problem ?? []), ...unknownMacs(tables, peers)];
  const problems = lost.map(({ subnet }) =>
    warning(`${subnet} has no route, but a neighbour: it is taken for a peer's`),
  );
  return { peers, leftOut, problems };
}

const noMac = ({ subnet }: PeerRoute): Problem =>
  warning(
    `the VTEP MAC of ${subnet} is not known, because its node is reached directly`,
    'It is derived from the subnet; write vtepMAC if the node should ever be reached over the overlay.',
  );

function peerRoutes(observed: Observed, network: Prefix, own: Prefix): readonly PeerRoute[] {
  const nexthops = new Map(
    observed.filter((object): object is Nexthop => object.kind === 'nexthop').map((one) => [one.id, one]),
  );
  return observed
    .filter((object): object is Route => object.kind === 'route')
    .filter(({ dst }) => dst !== network && prefixContains(network, dst) && !prefixesOverlap(dst, own))
    .flatMap(({ dst, nhid, via, dev }): PeerRoute[] => {
      const nexthop = nhid === undefined ? undefined : nexthops.get(nhid);
      const gateway = nexthop?.via ?? via;
      const isGateway = gateway !== undefined && familyOf(gateway) === familyOf(addressPart(dst));
      return isGateway ? [{ subnet: dst, via: gateway, dev: nexthop?.dev ?? dev }] : [];
    });
}

/** flanneld does not repair flushed routes (flannel-facts 13.4); the neighbor entry still has the subnet's address. */
function lostRoutes(
  { neighbors, dev }: OverlayTables,
  routes: readonly PeerRoute[],
  network: Prefix,
  own: Prefix,
): readonly PeerRoute[] {
  const gateways = new Set(routes.map(({ via }) => via));
  return [...neighbors.keys()].flatMap((dst) => {
    const subnet = prefixOf(dst, lengthOf(own));
    const isSubnet = addressPart(subnet) === dst && prefixContains(network, subnet) && subnet !== own;
    return isSubnet && !gateways.has(dst) ? [{ subnet, via: dst, dev }] : [];
  });
}

function throughOverlay(
  { neighbors, fdb, dev }: OverlayTables,
  { subnet, via }: PeerRoute,
): { readonly peer?: FoundFamily; readonly problem?: Problem } {
  const neighbor = neighbors.get(via);
  if (neighbor === undefined) return { problem: leftOut(subnet, `there is no neighbour ${via} on ${dev}`) };
  const entry = fdb.get(neighbor.lladdr);
  if (entry === undefined)
    return { problem: leftOut(subnet, `there is no FDB entry for ${neighbor.lladdr} on ${dev}`) };
  return { peer: { subnet, publicIP: entry.dst, mac: neighbor.lladdr } };
}

const leftOut = (subnet: Prefix, why: string): Problem =>
  warning(`the node that has ${subnet} is left out: ${why}, so its public IP is not known`);

/**
 * After a link went down and up, neighbor entries and routes are gone (flannel-facts 13.4): FDB entries show nodes
 * whose subnets are unknown.
 */
function unknownMacs({ neighbors, fdb }: OverlayTables, peers: readonly FoundFamily[]): readonly Problem[] {
  const macs = new Set([...neighbors.values()].map(({ lladdr }) => lladdr));
  // An earlier MAC of a known node is a usual leftover (flannel-facts 2.1).
  const addresses = new Set(peers.map(({ publicIP }) => publicIP));
  return [...fdb.values()]
    .filter(({ mac, dst }) => !macs.has(mac) && !addresses.has(dst))
    .map(({ mac, dst }) =>
      warning(`a node at ${dst} is left out: nothing says which subnet the VTEP ${mac} has`),
    );
}
