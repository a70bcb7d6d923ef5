import { given, type Item, inner, isEmpty, items, number, text } from '../observe/fields.ts';
import { toAddress, toLinkName } from '../observe/names.ts';
import type { DefaultRoute, Hop, Reach } from './types.ts';

/** Where a route, or one of its ways, leads. A gateway of the other family is printed apart. */
const hopOf = (item: Item): Hop =>
  given<Hop>({
    gateway: toAddress(text(item, 'gateway') ?? text(inner(item, 'via'), 'host')),
    dev: toLinkName(text(item, 'dev')),
  });

/** Default routes, out of `ip -N -j route show table main`. */
export const defaultRoutesOf = (list: readonly Item[]): DefaultRoute[] =>
  list
    .filter((item) => text(item, 'dst') === 'default')
    .map((item) => ({
      ...hopOf(item),
      ...given<Pick<DefaultRoute, 'type' | 'protocol'>>({
        type: text(item, 'type'),
        protocol: text(item, 'protocol'),
      }),
      ...('nexthops' in item ? { nexthops: items(item, 'nexthops').map(hopOf) } : {}),
    }));

/** How a packet would leave, out of `ip -N -j route get`; undefined where it said nothing of it. */
export function reachOf([item = {}]: readonly Item[]): Reach | undefined {
  if (isEmpty(item)) return undefined;
  const mtu = items(item, 'metrics').flatMap((metric) => number(metric, 'mtu') ?? [])[0];
  return {
    ...hopOf(item),
    ...given<Omit<Reach, keyof Hop>>({
      dst: toAddress(text(item, 'dst')),
      type: text(item, 'type'),
      prefsrc: text(item, 'prefsrc'),
      mtu,
    }),
  };
}
