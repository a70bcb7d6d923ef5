import type { NexthopObject, RouteNexthop, TableRoute } from '../../../host/index.ts';
import { type Address, lengthOf, prefixContainsAddress } from '../../../net/index.ts';

/** A route with the next hop that a packet takes by it. */
export interface RouteChoice {
  readonly route: TableRoute;
  /** Unset of routes that lead nowhere or to this host. */
  readonly nexthop?: RouteNexthop;
  /** How many next hops there are to choose from, by a hash that is not known here. */
  readonly choices: number;
}

/** What a table says: a route, or that the next rule is to be asked (`throw`). */
export type TableAnswer = RouteChoice | 'throw' | undefined;

/** Nexthop objects by their ids. */
export type NexthopsById = ReadonlyMap<number, NexthopObject>;

const isUsable = ({ flags }: RouteNexthop): boolean => !flags.includes('dead');

/** The next hops of a nexthop object; `blackhole` of one that drops what is sent by it. */
function nexthopsBy(id: number, known: NexthopsById): readonly RouteNexthop[] | 'blackhole' | undefined {
  const object = known.get(id);
  if (object === undefined) return undefined;
  if (object.blackhole) return 'blackhole';
  if (object.group === undefined) return [object];
  return object.group.flatMap((member) => {
    const found = known.get(member.id);
    return found === undefined || found.blackhole ? [] : [found];
  });
}

function chooseNexthop(route: TableRoute, known: NexthopsById): RouteChoice | undefined {
  if (route.type !== 'unicast') return { route, choices: 0 };
  const nexthops = (route.nhid === undefined ? undefined : nexthopsBy(route.nhid, known)) ?? route.nexthops;
  if (nexthops === 'blackhole') return { route: { ...route, type: 'blackhole' }, choices: 0 };
  const usable = nexthops.filter(isUsable);
  const [nexthop] = usable;
  return nexthop === undefined ? undefined : { route, nexthop, choices: usable.length };
}

/**
 * Looks an address up in one table: the longest prefix, then the lowest metric, then the first. The kernel goes on to
 * the next where no next hop of a route can be used (fib_table_lookup, 6.18).
 */
export function lookupTable(
  routes: readonly TableRoute[],
  table: string,
  to: Address,
  nexthops: NexthopsById,
): TableAnswer {
  const candidates = routes
    .filter((route) => route.table === table && isOfAll(route) && prefixContainsAddress(route.dst, to))
    .toSorted((a, b) => lengthOf(b.dst) - lengthOf(a.dst) || a.metric - b.metric);
  for (const route of candidates) {
    if (route.type === 'throw') return 'throw';
    const choice = chooseNexthop(route, nexthops);
    if (choice !== undefined) return choice;
  }
  return undefined;
}

/** Routes for another type of service are for some packets only. */
const isOfAll = ({ tos, type }: TableRoute): boolean =>
  (tos === undefined || Number(tos) === 0) && type !== 'multicast' && type !== 'other';
