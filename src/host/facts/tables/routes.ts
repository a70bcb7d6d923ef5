import type { Address, Family, LinkName, Prefix } from '../../../net/index.ts';
import { MAIN_TABLE } from '../../../state/index.ts';
import { given, type Item, inner, items, number, text, wordList } from '../../observe/json/fields.ts';
import { readList } from '../../observe/json/json.ts';
import { each } from '../../observe/json/lists.ts';
import { toAddress, toDestination, toLinkName } from '../../observe/json/names.ts';
import type { Fact } from '../fact.ts';
import { type ByBothFamilies, readBothFamilies } from './by-family.ts';
import { type RouteType, routeTypeOf } from './route-types.ts';

/** One next hop of a route, or of a nexthop object. */
export interface RouteNexthop {
  readonly via?: Address;
  readonly dev?: LinkName;
  readonly weight?: number;
  /** `onlink`, `linkdown`, `dead` … */
  readonly flags: readonly string[];
}

/** A route of any table and type. */
export interface TableRoute {
  readonly table: string;
  readonly type: RouteType;
  readonly dst: Prefix;
  /** The lower comes first; 0 is IPv4's default. */
  readonly metric: number;
  readonly tos?: string;
  /** The number of the protocol that made it. */
  readonly protocol: string;
  readonly src?: Address;
  readonly mtu?: number;
  /** The nexthop object that says the rest. */
  readonly nhid?: number;
  /** None of a route that leads nowhere; several of a multipath route. */
  readonly nexthops: readonly RouteNexthop[];
}

/** Parses a next hop. A gateway of the other family is printed under another key. */
export const nexthopOf = (item: Item): RouteNexthop => ({
  ...given<Omit<RouteNexthop, 'flags'>>({
    via: toAddress(text(item, 'gateway') ?? text(inner(item, 'via'), 'host')),
    dev: toLinkName(text(item, 'dev')),
    weight: number(item, 'weight'),
  }),
  flags: wordList(item, 'flags'),
});

function nexthopsOf(item: Item): RouteNexthop[] {
  if ('nexthops' in item) return items(item, 'nexthops').map(nexthopOf);
  const hop = nexthopOf(item);
  return hop.via === undefined && hop.dev === undefined ? [] : [hop];
}

function routeOf(item: Item, family: Family): TableRoute | undefined {
  const dst = toDestination(text(item, 'dst') ?? '', family);
  if (dst === undefined) return undefined;
  return {
    table: text(item, 'table') ?? MAIN_TABLE,
    type: routeTypeOf(text(item, 'type')),
    dst,
    metric: number(item, 'metric') ?? 0,
    protocol: text(item, 'protocol') ?? '3',
    ...given<Pick<TableRoute, 'tos' | 'src' | 'mtu' | 'nhid'>>({
      tos: text(item, 'tos'),
      src: toAddress(text(item, 'prefsrc')),
      mtu: items(item, 'metrics').flatMap((metric) => number(metric, 'mtu') ?? [])[0],
      nhid: number(item, 'nhid'),
    }),
    nexthops: nexthopsOf(item),
  };
}

/** The routes that `ip -N -j route show table all` lists, in the order of the kernel. */
export const tableRoutesOf = (list: readonly Item[], family: Family): TableRoute[] =>
  each(list, (item) => routeOf(item, family));

/** Reads the routes of a network namespace. @param enter the command that enters another than this one */
export const readTableRoutes = async (enter: readonly string[] = []): Promise<ByBothFamilies<TableRoute>> =>
  readBothFamilies(async (family) =>
    readList([...enter, 'ip', `-${family}`, '-N', '-j', 'route', 'show', 'table', 'all'], (list) =>
      tableRoutesOf(list, family),
    ),
  );

/** The routes of all tables, those of the kernel's local table among them. */
export const tableRoutes: Fact<ByBothFamilies<TableRoute>> = {
  name: 'routes of all tables',
  read: readTableRoutes,
};
