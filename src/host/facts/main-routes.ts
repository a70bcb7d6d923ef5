import type { Family } from '../../net/index.ts';
import { askRoutes } from '../observe/ask-routes.ts';
import { hasIpv6 } from '../observe/ipv6.ts';
import { type RouteJson, routesOf } from '../observe/routes.ts';
import type { Fact } from './fact.ts';

/** Routes by their family. */
export interface RoutesByFamily {
  readonly 4: readonly RouteJson[];
  readonly 6: readonly RouteJson[];
}

const read = async (family: Family): Promise<RouteJson[]> =>
  askRoutes(family, (list) => routesOf(list, family));

/** The routes of the main table, as `ip` lists them. */
export const mainRoutes: Fact<RoutesByFamily> = {
  name: 'routes of the main table',
  read: async () => {
    const [four, six] = await Promise.all([read(4), (await hasIpv6()) ? read(6) : []]);
    return { 4: four, 6: six };
  },
};
