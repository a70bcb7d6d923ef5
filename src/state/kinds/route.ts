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
import { type Instruction, ip } from '../base/instruction.ts';
import type { Kind } from '../base/kind.ts';
import { onLink } from '../base/needs.ts';
import type { Takeover } from '../base/ownership.ts';
import { BOOT, KERNEL, PROTOCOL } from '../base/protocol.ts';
import { isAddress, isCidr, isLinkName, orNone } from '../base/values.ts';
import { gatewayScaffold } from './gateway.ts';

/**
 * A route of the main table by a gateway: by a nexthop object (`nhid`), or plain on kernels without nexthop objects.
 * The gateway is named either way, as the kernel prints it beside the id.
 */
export interface Route {
  readonly kind: 'route';
  /** Of a route that leads nowhere in the place of ours: flanneld's with --ip-blackhole-route, or another program's. */
  readonly type?: 'blackhole';
  readonly dst: Prefix;
  readonly nhid?: number;
  readonly via?: Address;
  readonly dev?: LinkName;
  readonly onlink?: boolean;
  readonly protocol: number;
  readonly peer?: NodeName;
}

/** Type and destination, by which `ip` finds a route. */
const place = ({ type, dst }: Route): Words => words`${type ?? []} ${dst}`;

/** By nexthop object if it has one; gateway and device, which the kernel prints beside the id, are the nexthop's. */
function target({ type, nhid, via, dev, onlink }: Route): Words {
  // The kernel names lo for one of IPv6, and takes no link for one of IPv4.
  if (type !== undefined) return words``;
  if (nhid !== undefined) return words`nhid ${nhid}`;
  const gateway = via === undefined ? [] : words`via ${via}`;
  const link = dev === undefined ? [] : words`dev ${dev}`;
  return words`${gateway} ${link} ${onlink ? words`onlink` : []}`;
}

/** A route by nexthop object has that object's gateway, which is not compared. */
const isSameTarget = (a: Route, b: Route): boolean =>
  a.nhid === undefined && b.nhid === undefined
    ? a.type === b.type && a.via === b.via && a.dev === b.dev && (a.onlink ?? false) === (b.onlink ?? false)
    : a.nhid === b.nhid;

const isSameWay = (a: Route, b: Route): boolean => a.via !== undefined && a.via === b.via && a.dev === b.dev;

/**
 * Whether a route is flannel's: it leads to a peer by a link that is taken over, or directly to the peer's node
 * (flannel-facts 2.2); or it is the blackhole of a subnet that this node has or had (7.4), which keeps packets from a
 * bridge that gets its address later.
 */
function isFlannelRoute(
  { type, dst, nhid, via, dev, onlink, protocol }: Route,
  { links, flannel }: Takeover,
): boolean {
  if (type !== undefined) return protocol === BOOT && isInNetworks(dst, flannel);
  if (protocol !== BOOT || nhid !== undefined || via === undefined || dev === undefined) return false;
  if (onlink) return links.has(dev) && via === addressPart(dst);
  return dev === flannel?.uplink && isInNetworks(dst, flannel);
}

const isInNetworks = (dst: Prefix, flannel: Takeover['flannel']): boolean =>
  flannel?.networks.some((network) => isSubnetOf(network, dst)) ?? false;

const isSubnetOf = (
  { network, subnetLen }: { readonly network: Prefix; readonly subnetLen: number },
  prefix: Prefix,
): boolean => lengthOf(prefix) === subnetLen && prefixContains(network, prefix);

const put = (verb: 'add' | 'prepend' | 'replace', route: Route): Instruction =>
  ip('route', words`route ${verb} ${place(route)} ${target(route)} protocol ${route.protocol}`);

const show = (route: Route): string => words`route ${place(route)} ${target(route)}`.join(' ');

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
  fields: (route) => ({ to: route.type ?? target(route).join(' '), protocol: `${route.protocol}` }),
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
  // A blackhole of flanneld's was there before the bridge's own route of the same subnet, beside which `add` is refused.
  create: (route) => [put(route.type === undefined ? 'add' : 'prepend', route)],
  update: (_, to) => [put('replace', to)],
  remove: (route) => {
    // A foreign route may have replaced one that bears no mark.
    const which = route.protocol === PROTOCOL ? [] : target(route);
    return [ip('route', words`route del ${place(route)} ${which} protocol ${route.protocol}`)];
  },
};
