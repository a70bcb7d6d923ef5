import {
  ADDRESS_BITS,
  type Address,
  familyOf,
  type LinkName,
  lengthOf,
  type Prefix,
  prefixFamily,
  prefixOf,
} from '../../net/index.ts';
import { words } from '../../words/index.ts';
import { ip, type Phase } from '../base/instruction.ts';
import type { Scaffold, Scaffolding } from '../base/kind.ts';
import { PROTOCOL } from '../base/protocol.ts';

/** A gateway and its link. */
interface Gateway {
  readonly via?: Address;
  readonly dev?: LinkName;
  readonly onlink?: boolean;
}

interface Way {
  readonly dst: Prefix;
  readonly dev?: LinkName;
}

/** IPv6 routes without the default route, by destination. */
const ipv6Ways = (routes: readonly Way[]): Map<Prefix, Way> =>
  new Map(
    routes
      .filter(({ dst }) => prefixFamily(dst) === 6 && lengthOf(dst) > 0)
      .map((route) => [route.dst, route]),
  );

type WayTo = (address: Address) => Way | undefined;

/** Finds the longest of some routes that leads to an IPv6 address. */
function ipv6WayTo(routes: readonly Way[]): WayTo {
  const ways = ipv6Ways(routes);
  const lengths = [...new Set([...ways.keys()].map(lengthOf))].sort((a, b) => b - a);
  return (address) => {
    for (const length of lengths) {
      const way = ways.get(prefixOf(address, length));
      if (way !== undefined) return way;
    }
    return undefined;
  };
}

/**
 * A temporary route to a gateway by its link. IPv6 refuses an `onlink` gateway that another route reaches by another
 * link ("Nexthop has invalid gateway or device mismatch", 6.18, ip6_route_check_nh_onlink), as when a peer moves from
 * one link to another. Packets to peers keep their route all the time.
 * @param routes gives those of the host, which are needed only where a gateway is of IPv6
 */
export function gatewayScaffold(phase: Phase, routes: () => readonly Way[]): Scaffolding<Gateway> {
  let wayTo: WayTo | undefined;
  const scaffoldOf = ({ via, dev, onlink }: Gateway): Scaffold | undefined => {
    if (!onlink || via === undefined || dev === undefined || familyOf(via) !== 6) return undefined;
    wayTo ??= ipv6WayTo(routes());
    const way = wayTo(via);
    return way === undefined || way.dev === dev ? undefined : routeScaffold(phase, via, dev);
  };
  return { of: scaffoldOf };
}

function routeScaffold(phase: Phase, via: Address, dev: LinkName): Scaffold {
  const dst = prefixOf(via, ADDRESS_BITS[6]);
  const route = words`${dst} dev ${dev} protocol ${PROTOCOL}`;
  return {
    key: `route ${dst}`,
    build: ip(phase, words`route add ${route}`),
    remove: ip(phase, words`route del ${route}`),
  };
}
