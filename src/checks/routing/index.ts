import type { NodeCheck } from '../check.ts';
import { defaultRoute } from './default-route.ts';
import { peerLinks, peersRouted } from './peer-paths.ts';
import { routes } from './routes.ts';
import { staleRoutes } from './stale-routes.ts';
import { localRoutes } from './tables/local-routes.ts';
import { mainRule } from './tables/main-rule.ts';
import { multipath } from './tables/multipath.ts';
import { otherTables } from './tables/other-tables.ts';
import { ways } from './ways.ts';

export const routingChecks: readonly NodeCheck[] = [
  mainRule,
  peersRouted,
  peerLinks,
  routes,
  ways,
  otherTables,
  localRoutes,
  multipath,
  staleRoutes,
  defaultRoute,
];
