import {
  ADDRESS_BITS,
  type Address,
  addressPart,
  familyOf,
  lengthOf,
  type Prefix,
  prefixOf,
} from '../net/index.ts';
import type { Change } from './change.ts';
import type { Nexthop } from './kinds/nexthop.ts';
import type { Route } from './kinds/route.ts';
import type { HostObject } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

/** The gateway of a plain route that is taken over becomes an object of its own. */
export function adoptGateways(changes: Map<string, Change>): void {
  for (const change of [...changes.values()]) {
    if (change.action !== 'adopt') continue;
    const { from, to } = change;
    if (from.kind !== 'route' || to.kind !== 'route' || from.via !== to.via || from.dev !== to.dev) continue;
    const nexthop = changes.get(`nexthop ${to.nhid}`);
    if (nexthop?.action === 'create')
      changes.set(nexthop.key, { action: 'adopt', key: nexthop.key, from, to: nexthop.to, fields: [] });
  }
}

type Gateway = Pick<Nexthop, 'via' | 'dev'>;

/** The IPv6 gateway that a change names to the kernel as one on its link. */
function onlinkGateway(change: Change): Gateway | undefined {
  if (change.action === 'delete' || change.action === 'conflict') return undefined;
  const { to } = change;
  if (to.kind !== 'nexthop' && (to.kind !== 'route' || to.nhid !== undefined)) return undefined;
  const { via, dev, onlink } = to;
  return onlink && via !== undefined && dev !== undefined && familyOf(via) === 6 ? { via, dev } : undefined;
}

/** The route of IPv6 by which a host reaches an address, but for the default route. */
function routeTo(
  address: Address,
  routes: ReadonlyMap<Prefix, Route>,
  lengths: readonly number[],
): Route | undefined {
  for (const length of lengths) {
    const route = routes.get(prefixOf(address, length));
    if (route !== undefined) return route;
  }
  return undefined;
}

const isWay = (object: HostObject): object is Route =>
  object.kind === 'route' && familyOf(addressPart(object.dst)) === 6 && lengthOf(object.dst) > 0;

/**
 * IPv6 refuses an `onlink` gateway that a route leads to by another link ("Nexthop has invalid gateway or device
 * mismatch", 6.18, ip6_route_check_nh_onlink), as when a peer moves from one link to another: its own route does.
 */
export function showGateways(changes: Map<string, Change>, before: ReadonlyMap<string, HostObject>): void {
  const routes = new Map([...before.values()].filter(isWay).map((route) => [route.dst, route]));
  const lengths = [...new Set([...routes.keys()].map(lengthOf))].sort((a, b) => b - a);
  for (const change of [...changes.values()]) {
    const gateway = onlinkGateway(change);
    const way = gateway && routeTo(gateway.via, routes, lengths);
    if (way !== undefined && way.dev !== gateway?.dev)
      changes.set(change.key, { ...change, showGateway: true });
  }
}

/** The route that shows the kernel on which link a change's gateway is, while it is made. */
export function shownGateway(change: Change): (Route & Gateway) | undefined {
  const gateway = change.showGateway ? onlinkGateway(change) : undefined;
  if (gateway === undefined) return undefined;
  const dst = prefixOf(gateway.via, ADDRESS_BITS[6]);
  return { kind: 'route', dst, ...gateway, protocol: PROTOCOL };
}
