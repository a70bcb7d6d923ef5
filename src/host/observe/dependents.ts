import type { Address, LinkName } from '../../net/index.ts';
import { familyOf } from '../../net/index.ts';
import type { Dependent } from '../../state/index.ts';
import { askTool } from '../tool.ts';
import { askNexthops } from './ask-nexthops.ts';
import { readMasters, readStackedLinks } from './foreign-links.ts';
import { readForeignNexthops } from './foreign-nexthops.ts';
import { readForeignRoutes } from './foreign-routes.ts';
import { readJson } from './json.ts';
import type { LinkJson } from './links.ts';

interface ProxyJson {
  readonly dst?: string;
  readonly dev?: string;
  readonly protocol?: string;
}

/** Addresses that a link answers for: they go when it is down, or without its family. */
const readProxies = (json: readonly ProxyJson[]): Dependent[] =>
  json.flatMap(({ dst, dev, protocol }): Dependent[] => {
    if (dst === undefined || dev === undefined) return [];
    const link = dev as LinkName;
    const needs = [`link ${link}`, `up ${link}`, `ipv${familyOf(dst as Address)} ${link}`] as const;
    const foreign = {
      kind: 'proxy' as const,
      dst: dst as Address,
      dev: link,
      ...(protocol === undefined ? {} : { protocol }),
    };
    return [{ foreign, needs, offers: [] }];
  });

/** A route that leads to a link and no further: gateways of nexthops and of other routes may be behind it. */
const isConnected = ({ foreign }: Dependent): boolean =>
  foreign.kind === 'route' && !foreign.words.some((word) => word === 'via' || word === 'nhid');

/** What `ip` prints of everything that others may have on what is ours. */
export interface DependentTexts {
  readonly links: readonly LinkJson[];
  readonly proxies: readonly ProxyJson[];
  readonly nexthops: string;
  readonly routes4: string;
  readonly routes6: string;
}

/** What others made that can go with something of ours, each after what it depends on: so they can be made again. */
export function dependentsOf({ links, proxies, nexthops, routes4, routes6 }: DependentTexts): Dependent[] {
  const routes = [...readForeignRoutes(routes4, 4), ...readForeignRoutes(routes6, 6)];
  return [
    ...readMasters(links),
    ...readStackedLinks(links),
    ...readProxies(proxies),
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
    readJson<LinkJson>('ip', '-N', '-d', '-j', 'address'),
    readJson<ProxyJson>('ip', '-N', '-j', 'neigh', 'show', 'proxy'),
    askNexthops('-o', '-N'),
    askTool(routesCommand(4)),
    askTool(routesCommand(6)),
  ]);
  return dependentsOf({ links, proxies, nexthops: nexthops ?? '', routes4, routes6 });
}
