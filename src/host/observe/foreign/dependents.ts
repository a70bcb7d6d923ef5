import type { Dependent } from '../../../state/index.ts';
import { askTool } from '../../exec/tool.ts';
import { askNexthops } from '../ask-nexthops.ts';
import { readList } from '../json/json.ts';
import { askLinks } from '../links/ask-links.ts';
import type { LinkJson } from '../links/links.ts';
import { readMasters, readStackedLinks } from './foreign-links.ts';
import { readForeignNexthops } from './foreign-nexthops.ts';
import { readProxies } from './foreign-proxies.ts';
import { readForeignRoutes } from './foreign-routes.ts';

/** A route that leads to a link and no further: gateways of nexthops and of other routes may be behind it. */
const isConnected = ({ foreign }: Dependent): boolean =>
  foreign.kind === 'route' && !foreign.words.some((word) => word === 'via' || word === 'nhid');

/** What `ip` says of everything that others may have on what is ours: lists as they were read, texts as they were printed. */
export interface DependentSources {
  readonly links: readonly LinkJson[];
  readonly proxies: readonly Dependent[];
  readonly nexthops: string;
  readonly routes4: string;
  readonly routes6: string;
}

/** What others made that can go with something of ours, each after what it depends on: so they can be made again. */
export function dependentsOf({ links, proxies, nexthops, routes4, routes6 }: DependentSources): Dependent[] {
  const routes = [...readForeignRoutes(routes4, 4), ...readForeignRoutes(routes6, 6)];
  return [
    ...readMasters(links),
    ...readStackedLinks(links),
    ...proxies,
    ...routes.filter(isConnected),
    ...readForeignNexthops(nexthops),
    ...routes.filter((route) => !isConnected(route)),
  ];
}

/** How all routes of a family are listed: each on a line, with all that it has. */
export const routesCommand = (family: 4 | 6): string[] =>
  `ip -${family} -o -N -d route show table all`.split(' ');

/**
 * Reads what others made that can go with something of ours: links on links, ports, proxies, nexthop objects, routes
 * of all tables. Addresses, neighbours and FDB entries on links of ours are ours like the link, and part of the diff.
 */
export async function readDependents(): Promise<Dependent[]> {
  const [links, proxies, nexthops, routes4, routes6] = await Promise.all([
    askLinks(),
    readList(['ip', '-N', '-j', 'neigh', 'show', 'proxy'], readProxies),
    askNexthops('-o', '-N'),
    askTool(routesCommand(4)),
    askTool(routesCommand(6)),
  ]);
  return dependentsOf({ links, proxies, nexthops: nexthops ?? '', routes4, routes6 });
}
