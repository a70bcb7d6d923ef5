import { type Family, type Prefix, prefixFamily } from '../../net/index.ts';
import { BLACKHOLE_METRIC, type Blackhole, BOOT, type Route } from '../../state/index.ts';
import { mainTable } from './ask-routes.ts';
import { type Expected, expectedOfKind, NOTHING_EXPECTED, type Printed } from './json/expected.ts';
import { given, type Item, number, required, text, wordList } from './json/fields.ts';
import { readListExpecting } from './json/json.ts';
import { each, protocolOf } from './json/lists.ts';
import { toAddress, toDestination, toLinkName } from './json/names.ts';

/** A foreign route, as it is shown: what leads where, by whose word. */
export interface RouteJson {
  /** Of routes that lead nowhere, such as `blackhole`. */
  readonly type?: string;
  readonly dst?: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly protocol?: string;
  readonly metric?: number;
}

const destinationOf = (item: Item, family: Family): Prefix | undefined =>
  toDestination(required(text, item, 'dst'), family);

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

/** The type of blackhole routes, as `ip -N` prints it (rtnetlink.h). */
const BLACKHOLE = '6';

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
    ...(text(item, 'type') === BLACKHOLE ? { type: 'blackhole' } : {}),
    dst,
    ...(nhid === undefined ? {} : { nhid }),
    ...(via === undefined ? {} : { via }),
    ...(dev === undefined ? {} : { dev }),
    ...(wordList(item, 'flags').includes('onlink') ? { onlink: true } : {}),
    protocol: protocolOf(item, BOOT),
  };
}

/** Routes of the main table, out of `ip -N -j route`. One with a metric of its own is left out. */
export const readRoutes = (list: readonly Item[], family: Family): Route[] =>
  each(list, (item) => readRoute(item, family));

/** The blackhole routes in the place of ours: those of the worst metric. */
const readBlackholes = (list: readonly Item[], family: Family): Blackhole[] =>
  each(list, (item) => {
    const dst = destinationOf(item, family);
    const isInPlace = text(item, 'type') === BLACKHOLE && number(item, 'metric') === BLACKHOLE_METRIC;
    return dst === undefined || !isInPlace
      ? undefined
      : { kind: 'blackhole', dst, protocol: protocolOf(item, BOOT) };
  });

/** What is printed of a route to which nobody gave a metric or a preference. */
const DEFAULTS = {
  4: { metric: '', preference: '' },
  6: { metric: '"metric":1024,', preference: ',"pref":"medium"' },
} as const;

function routeBody({ dst, nhid, via, dev, onlink, protocol }: Route, family: Family): string {
  const { metric, preference } = DEFAULTS[family];
  const nexthop = nhid === undefined ? '' : `"nhid":${nhid},`;
  const gateway = via === undefined ? '' : `"gateway":"${via}",`;
  return `"${dst}",${nexthop}${gateway}"dev":"${dev}","protocol":"${protocol}",${metric}"flags":[${onlink ? '"onlink"' : ''}]${preference}`;
}

export const printedRoutes = (family: Family): Printed<Route> => ({
  opening: '{"dst":',
  body: (route) => routeBody(route, family),
  read: (list) => readRoutes(list, family),
});

/** All that is observed in the main table. Blackhole routes are few, and are parsed. */
const printedMain = (family: Family): Printed<Route | Blackhole> => ({
  opening: '{"dst":',
  body: (object) => (object.kind === 'route' ? routeBody(object, family) : ''),
  read: (list) => [...readRoutes(list, family), ...readBlackholes(list, family)],
});

/** The routes of the families that there are. */
export async function listMainRoutes(
  hasIpv6: boolean,
  expected: Expected = NOTHING_EXPECTED,
): Promise<(Route | Blackhole)[]> {
  const families: readonly Family[] = hasIpv6 ? [4, 6] : [4];
  const ofFamily: Readonly<Record<Family, Route[]>> = { 4: [], 6: [] };
  for (const route of expectedOfKind('route', expected)) ofFamily[prefixFamily(route.dst)].push(route);
  const routes = families.map(async (family) =>
    readListExpecting<Route | Blackhole>(mainTable(family), printedMain(family), ofFamily[family]),
  );
  return (await Promise.all(routes)).flat();
}
