import { given, type Item, inner, isEmpty, items, number, text } from '../observe/json/fields.ts';
import { toAddress, toLinkName } from '../observe/json/names.ts';
import type { DefaultRoute, Reach, RouteHop } from './types.ts';

/** The next hop of a route. `ip` prints a gateway of the other family under another key. */
const hopOf = (item: Item): RouteHop =>
  given<RouteHop>({
    gateway: toAddress(text(item, 'gateway') ?? text(inner(item, 'via'), 'host')),
    dev: toLinkName(text(item, 'dev')),
  });

/** Parses default routes from `ip -N -j route show table main`. */
export const defaultRoutesOf = (list: readonly Item[]): DefaultRoute[] =>
  list
    .filter((item) => text(item, 'dst') === 'default')
    .map((item) => ({
      ...hopOf(item),
      ...given<Pick<DefaultRoute, 'type' | 'protocol' | 'prefsrc'>>({
        type: text(item, 'type'),
        protocol: text(item, 'protocol'),
        prefsrc: toAddress(text(item, 'prefsrc')),
      }),
      ...('nexthops' in item ? { nexthops: items(item, 'nexthops').map(hopOf) } : {}),
    }));

/** Parses a route from `ip -N -j route get`; undefined if the output has none. */
export function reachOf([item = {}]: readonly Item[]): Reach | undefined {
  if (isEmpty(item)) return undefined;
  const mtu = items(item, 'metrics').flatMap((metric) => number(metric, 'mtu') ?? [])[0];
  return {
    ...hopOf(item),
    ...given<Omit<Reach, keyof RouteHop>>({
      dst: toAddress(text(item, 'dst')),
      type: text(item, 'type'),
      prefsrc: text(item, 'prefsrc'),
      table: text(item, 'table'),
      iif: text(item, 'iif'),
      mtu,
    }),
  };
}
