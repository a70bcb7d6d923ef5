import {
  type Address,
  addressPart,
  type LinkName,
  lengthOf,
  type NodeName,
  type Prefix,
  prefixContains,
  prefixFamily,
} from '../../net/index.ts';
import { type Words, words } from '../../words/index.ts';
import { ip } from '../instruction.ts';
import type { Kind } from '../kind.ts';
import { onLink } from '../needs.ts';
import type { Takeover } from '../ownership.ts';
import { BOOT, KERNEL, PROTOCOL } from '../protocol.ts';
import { isAddress, isCidr, isLinkName, orNone } from '../values.ts';
import { gatewayScaffold } from './gateway.ts';

/**
 * A route of the main table by a gateway: by a nexthop object (`nhid`), or plain on kernels without nexthop objects.
 * The gateway is named either way, as the kernel prints it beside the id.
 */
export interface Route {
  readonly kind: 'route';
  readonly dst: Prefix;
  readonly nhid?: number;
  readonly via?: Address;
  readonly dev?: LinkName;
  readonly onlink?: boolean;
  readonly protocol: number;
  readonly peer?: NodeName;
}

/** By nexthop object if it has one; gateway and device, which the kernel prints beside the id, are the nexthop's. */
function target({ nhid, via, dev, onlink }: Route): Words {
  if (nhid !== undefined) return words`nhid ${nhid}`;
  const gateway = via === undefined ? [] : words`via ${via}`;
  const link = dev === undefined ? [] : words`dev ${dev}`;
  return words`${gateway} ${link} ${onlink ? words`onlink` : []}`;
}

/** A route by nexthop object has that object's gateway, which is not compared. */
const isSameTarget = (a: Route, b: Route): boolean =>
  a.nhid === undefined && b.nhid === undefined
    ? a.via === b.via && a.dev === b.dev && (a.onlink ?? false) === (b.onlink ?? false)
    : a.nhid === b.nhid;

const isSameWay = (a: Route, b: Route): boolean => a.via !== undefined && a.via === b.via && a.dev === b.dev;

/**
 * Whether a route leads to a peer of flannel's: by a link that is taken over, or directly to the peer's node
 * (flannel-facts 2.2).
 */
function isFlannelRoute(
  { dst, nhid, via, dev, onlink, protocol }: Route,
  { links, flannel }: Takeover,
): boolean {
  if (protocol !== BOOT || nhid !== undefined || via === undefined || dev === undefined) return false;
  if (onlink) return links.has(dev) && via === addressPart(dst);
  return dev === flannel?.uplink && flannel.networks.some((network) => isSubnetOf(network, dst));
}

const isSubnetOf = (
  { network, subnetLen }: { readonly network: Prefix; readonly subnetLen: number },
  prefix: Prefix,
): boolean => lengthOf(prefix) === subnetLen && prefixContains(network, prefix);

const show = (route: Route): string => words`route ${route.dst} ${target(route)}`.join(' ');

/**
 * `add`, never `replace`, for a route that is not there: `replace` overwrites another daemon's route silently
 * (kernel-facts 3.3). Deletion names the protocol, so that it can't delete a foreign one.
 */
export const routeKind: Kind<Route> = {
  kind: 'route',
  key: ({ dst }) => dst,
  name: show,
  show,
  isWellFormed: ({ dst, via, dev }) => isCidr(dst) && orNone(isAddress, via) && orNone(isLinkName, dev),
  fields: (route) => ({ to: target(route).join(' '), protocol: `${route.protocol}` }),
  isSame: (a, b) => a.protocol === b.protocol && isSameTarget(a, b),
  fixed: () => [],
  isOurs: ({ protocol }) => protocol === PROTOCOL,
  isRecorded: () => false,
  foreign: (desired, observed, takeover) => {
    if (routeKind.isSame(desired, observed)) return 'keep';
    return isSameWay(desired, observed) || isFlannelRoute(observed, takeover) ? 'adopt' : 'conflict';
  },
  resolution: ({ dst, peer }) =>
    `If nobody needs it: ip route delete ${dst}; else give ${peer ?? 'the node'} another subnet.`,
  isLeftover: isFlannelRoute,
  // The kernel makes and deletes these routes with the addresses of a link.
  isImplied: ({ protocol, via, dev }, links) =>
    protocol === KERNEL && via === undefined && dev !== undefined && links.has(dev),
  alsoAdopts: ({ nhid, via, dev }, observed) =>
    nhid !== undefined && via === observed.via && dev === observed.dev ? `nexthop ${nhid}` : undefined,
  scaffolding: (found) => {
    const scaffold = gatewayScaffold('route', () => found.of(routeKind));
    return { of: (to) => (to.nhid === undefined ? scaffold.of(to) : undefined) };
  },
  needs: ({ dst, dev, nhid }) => [
    ...(dev === undefined ? [] : onLink(dev, prefixFamily(dst))),
    ...(nhid === undefined ? [] : [`nexthop ${nhid}` as const]),
  ],
  loses: () => [],
  peerAddress: ({ dst }) => addressPart(dst),
  underlayAddress: ({ via }) => via,
  create: (route) => [ip('route', words`route add ${route.dst} ${target(route)} protocol ${route.protocol}`)],
  update: (_, to) => [ip('route', words`route replace ${to.dst} ${target(to)} protocol ${to.protocol}`)],
  remove: (route) => {
    // A foreign route may have replaced one that bears no mark.
    const which = route.protocol === PROTOCOL ? [] : target(route);
    return [ip('route', words`route del ${route.dst} ${which} protocol ${route.protocol}`)];
  },
};
