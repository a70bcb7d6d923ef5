import type { Address, LinkName, Mac, Prefix } from '../../net/index.ts';
import { ADDRESS_BITS, type Family, familyOf } from '../../net/index.ts';
import {
  BOOT,
  type FdbEntry,
  type HostObject,
  keyOf,
  type Neighbor,
  type Nexthop,
  type Route,
} from '../../state/index.ts';

export interface RouteJson {
  /** Of routes that lead nowhere, such as `blackhole`. */
  readonly type?: string;
  readonly dst?: string;
  readonly nhid?: number;
  readonly gateway?: string;
  readonly dev?: string;
  readonly protocol?: string;
  readonly metric?: number;
  readonly flags?: readonly string[];
}

interface NexthopJson {
  readonly id?: number;
  readonly gateway?: string;
  readonly dev?: string;
  readonly protocol?: string;
  readonly flags?: readonly string[];
}

interface NeighborJson {
  readonly dst?: string;
  readonly dev?: string;
  readonly lladdr?: string;
  readonly protocol?: string;
  readonly state?: readonly string[];
}

interface FdbJson {
  readonly mac?: string;
  readonly ifname?: string;
  readonly dst?: string;
  readonly state?: string;
  readonly port?: number;
  readonly vni?: number;
  readonly viaIf?: string;
}

/** What an entry has of its own beside the link's port and VNI. */
function detourOf({ port, vni, viaIf }: FdbJson): string | undefined {
  const parts = Object.entries({ port, vni, via: viaIf }).filter(([, value]) => value !== undefined);
  return parts.length === 0 ? undefined : parts.map(([word, value]) => `${word} ${value}`).join(' ');
}

/** A host route is printed without its length. */
export function readDestination(dst: string, family: Family = 4): Prefix {
  if (dst === 'default') return (family === 4 ? '0.0.0.0/0' : '::/0') as Prefix;
  return (dst.includes('/') ? dst : `${dst}/${ADDRESS_BITS[familyOf(dst as Address)]}`) as Prefix;
}

function readRoute({ dst = '', nhid, gateway, dev, protocol, flags }: RouteJson, family: Family): Route {
  return {
    kind: 'route',
    dst: readDestination(dst, family),
    ...(nhid === undefined ? {} : { nhid }),
    ...(gateway === undefined ? {} : { via: gateway as Address }),
    ...(dev === undefined ? {} : { dev: dev as LinkName }),
    ...(flags?.includes('onlink') ? { onlink: true } : {}),
    protocol: Number(protocol ?? BOOT),
  };
}

/** The metric of a route to which nobody gave one, as it is printed. */
const DEFAULT_METRIC = { 4: undefined, 6: 1024 } as const;

/** Whether a route has the place where ours would be: one with a metric of its own stands beside it. */
export const isInOurPlace = ({ metric }: Pick<RouteJson, 'metric'>, family: Family): boolean =>
  metric === DEFAULT_METRIC[family];

/** Routes of the main table, out of `ip -N -j route`. One with a metric of its own is left out. */
export const readRoutes = (json: readonly RouteJson[], family: Family): Route[] =>
  json
    .filter((route) => route.dst !== undefined && isInOurPlace(route, family))
    .map((route) => readRoute(route, family));

/** Nexthop objects, out of `ip -N -j nexthop`. */
export const readNexthops = (json: readonly NexthopJson[]): Nexthop[] =>
  json.map(({ id, gateway, dev, protocol, flags }) => ({
    kind: 'nexthop',
    id: id ?? 0,
    via: (gateway ?? '') as Address,
    dev: (dev ?? '') as LinkName,
    onlink: flags?.includes('onlink') ?? false,
    protocol: Number(protocol ?? 0),
  }));

/** Neighbours and FDB entries come in the order of hashes that differ from boot to boot; here always in the same. */
const inOrder = <T extends HostObject>(objects: readonly T[]): T[] =>
  objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Permanent neighbours, out of `ip -N -j neigh`; the others are the kernel's own. */
export const readNeighbors = (json: readonly NeighborJson[]): Neighbor[] =>
  inOrder(
    json
      .filter(({ state }) => state?.includes('PERMANENT'))
      .map(({ dst, dev, lladdr, protocol }) => ({
        kind: 'neighbor',
        dst: (dst ?? '') as Address,
        dev: (dev ?? '') as LinkName,
        lladdr: (lladdr ?? '') as Mac,
        protocol: Number(protocol ?? 0),
      })),
  );

/** Permanent entries that lead to a VTEP, out of `bridge -j fdb`; a bridge's own entries have no `dst`. */
export const readFdb = (json: readonly FdbJson[]): FdbEntry[] =>
  inOrder(
    json
      .filter(({ dst, state }) => dst !== undefined && state === 'permanent')
      .map((json) => {
        const { mac, ifname, dst } = json;
        const detour = detourOf(json);
        return {
          kind: 'fdb',
          mac: (mac ?? '') as Mac,
          dev: (ifname ?? '') as LinkName,
          dst: (dst ?? '') as Address,
          ...(detour === undefined ? {} : { detour }),
        };
      }),
  );
