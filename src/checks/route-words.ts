import { deadEndOf, type RouteJson } from '../host/index.ts';
import type { Family } from '../net/index.ts';
import { shellCommand } from '../words/index.ts';

/** A route as `ip` takes it. */
export const routeWords = ({ type, dst = '', gateway, dev }: RouteJson): string[] => [
  ...[deadEndOf(type) ?? []].flat(),
  dst,
  ...(gateway === undefined ? [] : ['via', gateway]),
  ...(dev === undefined ? [] : ['dev', dev]),
];

/** The command that deletes a route. */
export const routeRemoval = (family: Family, route: RouteJson): string =>
  shellCommand(['ip', `-${family}`, 'route', 'del', ...routeWords(route)]);
