import type { Family, LinkName, Prefix } from '../../net/index.ts';
import {
  BOOT,
  type FdbEntry,
  type HostObject,
  keyOf,
  type Neighbor,
  type Nexthop,
  type Route,
} from '../../state/index.ts';
import { given, type Item, isEmpty, number, required, text, words } from './fields.ts';
import { NO_ADDRESS, NO_LINK, toAddress, toDestination, toLinkName, toMac } from './names.ts';

/** A route of others' as it is shown: what leads where, by whose word. */
export interface RouteJson {
  /** Of routes that lead nowhere, such as `blackhole`. */
  readonly type?: string;
  readonly dst?: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly protocol?: string;
  readonly metric?: number;
}

/** The same of a text that was taken to be one; it stays as it is where it isn't. */
export const readDestination = (dst: string, family: Family = 4): Prefix =>
  toDestination(dst, family) ?? (dst as Prefix);

const destinationOf = (item: Item, family: Family): Prefix | undefined =>
  toDestination(required(text, item, 'dst'), family);

/** The objects of a list that aren't empty, each made something, or left out where it is undefined. */
function each<T>(list: readonly Item[], read: (item: Item) => T | undefined): T[] {
  const found: T[] = [];
  for (const item of list) {
    const object = isEmpty(item) ? undefined : read(item);
    if (object !== undefined) found.push(object);
  }
  return found;
}

/** A number that says whose an object is. A name in its place is none of ours. */
const protocolOf = (item: Item, otherwise: number): number => {
  const value = text(item, 'protocol');
  return value === undefined ? otherwise : Number.parseInt(value, 10) || 0;
};

/** Routes as they are shown, out of `ip -N -j route`. */
export const routesOf = (list: readonly Item[], family: Family): RouteJson[] =>
  each(list, (item) =>
    destinationOf(item, family) === undefined
      ? undefined
      : given<RouteJson>({
          type: text(item, 'type'),
          dst: text(item, 'dst'),
          gateway: text(item, 'gateway'),
          dev: text(item, 'dev'),
          protocol: text(item, 'protocol'),
          metric: number(item, 'metric'),
        }),
  );

/** The metric of a route to which nobody gave one, as it is printed. */
const DEFAULT_METRIC = { 4: undefined, 6: 1024 } as const;

/** Whether a route has the place where ours would be: one with a metric of its own stands beside it. */
export const isInOurPlace = ({ metric }: Pick<RouteJson, 'metric'>, family: Family): boolean =>
  metric === DEFAULT_METRIC[family];

function readRoute(item: Item, family: Family): Route | undefined {
  const dst = destinationOf(item, family);
  const metric = number(item, 'metric');
  if (dst === undefined || !isInOurPlace(metric === undefined ? {} : { metric }, family)) return undefined;
  const nhid = number(item, 'nhid');
  const via = toAddress(text(item, 'gateway'));
  const dev = toLinkName(text(item, 'dev'));
  return {
    kind: 'route',
    dst,
    ...(nhid === undefined ? {} : { nhid }),
    ...(via === undefined ? {} : { via }),
    ...(dev === undefined ? {} : { dev }),
    ...(words(item, 'flags').includes('onlink') ? { onlink: true } : {}),
    protocol: protocolOf(item, BOOT),
  };
}

/** Routes of the main table, out of `ip -N -j route`. One with a metric of its own is left out. */
export const readRoutes = (list: readonly Item[], family: Family): Route[] =>
  each(list, (item) => readRoute(item, family));

/** Nexthop objects, out of `ip -N -j nexthop`. */
export const readNexthops = (list: readonly Item[]): Nexthop[] =>
  each(list, (item) => ({
    kind: 'nexthop',
    id: required(number, item, 'id'),
    via: toAddress(text(item, 'gateway')) ?? NO_ADDRESS,
    dev: toLinkName(text(item, 'dev')) ?? NO_LINK,
    onlink: words(item, 'flags').includes('onlink'),
    protocol: protocolOf(item, 0),
  }));

/** Neighbours and FDB entries come in the order of hashes that differ from boot to boot; here always in the same. */
const inOrder = <T extends HostObject>(objects: readonly T[]): T[] =>
  objects
    .map((object) => ({ key: keyOf(object), object }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ object }) => object);

function readNeighbor(item: Item, link: LinkName | undefined): Neighbor | undefined {
  if (!words(item, 'state').includes('PERMANENT')) return undefined;
  const dst = toAddress(required(text, item, 'dst'));
  const dev = link ?? toLinkName(required(text, item, 'dev'));
  // On tunnels it is an address of another kind.
  const lladdr = toMac(text(item, 'lladdr'));
  if (dst === undefined || dev === undefined || lladdr === undefined) return undefined;
  return { kind: 'neighbor', dst, dev, lladdr, protocol: protocolOf(item, 0) };
}

/**
 * Permanent neighbours, out of `ip -N -j neigh`; the others are the kernel's own.
 * @param link that `ip` was asked for, which it then does not print
 */
export const readNeighbors = (list: readonly Item[], link?: LinkName): Neighbor[] =>
  inOrder(each(list, (item) => readNeighbor(item, link)));

/** What an entry has of its own beside the link's port and VNI. */
function detourOf(item: Item): string | undefined {
  const parts = (['port', 'vni', 'viaIf'] as const).flatMap((name) => {
    const value = text(item, name);
    return value === undefined ? [] : [`${name === 'viaIf' ? 'via' : name} ${value}`];
  });
  return parts.length === 0 ? undefined : parts.join(' ');
}

function readEntry(item: Item): FdbEntry | undefined {
  const mac = toMac(required(text, item, 'mac'));
  const dev = toLinkName(required(text, item, 'ifname'));
  const dst = toAddress(text(item, 'dst'));
  if (mac === undefined || dev === undefined || dst === undefined) return undefined;
  if (text(item, 'state') !== 'permanent') return undefined;
  const detour = detourOf(item);
  return { kind: 'fdb', mac, dev, dst, ...(detour === undefined ? {} : { detour }) };
}

/** Permanent entries that lead to a VTEP, out of `bridge -j fdb`; a bridge's own entries have no `dst`. */
export const readFdb = (list: readonly Item[]): FdbEntry[] => inOrder(each(list, readEntry));
