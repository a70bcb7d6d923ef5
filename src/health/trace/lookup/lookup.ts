import type { RouteNexthop, RoutingRule, TableRoute } from '../../../host/index.ts';
import { familyOf, lengthOf } from '../../../net/index.ts';
import type { NetworkView } from '../view.ts';
import { isRuleFor, type RouteQuery } from './match.ts';
import { lookupTable, type RouteChoice } from './table.ts';

/** A route that leads on by a link. */
export interface Routed {
  readonly rule: RoutingRule;
  readonly route: TableRoute;
  readonly nexthop: RouteNexthop;
  readonly choices: number;
}

/** What the kernel decides of a packet. */
export type RouteAnswer =
  | ({ readonly is: 'routed' } & Routed)
  | { readonly is: 'local'; readonly rule: RoutingRule; readonly route: TableRoute }
  /** By a rule or a route of such a type. */
  | { readonly is: 'refused'; readonly rule: RoutingRule; readonly route?: TableRoute; readonly type: string }
  | { readonly is: 'none' };

const LOCAL_TYPES = new Set(['local', 'broadcast', 'anycast']);

/** A table drops a result that a suppressing rule does not want, and the next rule is asked. */
const isSuppressed = ({ suppressPrefixLength }: RoutingRule, { route, nexthop }: RouteChoice): boolean =>
  nexthop !== undefined && suppressPrefixLength !== undefined && lengthOf(route.dst) <= suppressPrefixLength;

function answerOf(rule: RoutingRule, { route, nexthop, choices }: RouteChoice): RouteAnswer {
  if (LOCAL_TYPES.has(route.type)) return { is: 'local', rule, route };
  if (nexthop === undefined) return { is: 'refused', rule, route, type: route.type };
  return { is: 'routed', rule, route, nexthop, choices };
}

/** What one rule answers; undefined: the next is asked. */
function askRule(view: NetworkView, rule: RoutingRule, query: RouteQuery): RouteAnswer | undefined {
  if (rule.action !== 'lookup') return { is: 'refused', rule, type: rule.action };
  const routes = view.routes[familyOf(query.to)];
  const found = lookupTable(routes, rule.table ?? '', query.to, view.nexthops);
  if (found === undefined || found === 'throw' || isSuppressed(rule, found)) return undefined;
  return answerOf(rule, found);
}

/** Looks the route of a packet up as the kernel does: rule by rule, each with its table. */
export function lookupRoute(view: NetworkView, query: RouteQuery): RouteAnswer {
  const rules = view.rules[familyOf(query.to)];
  let from = Number.NEGATIVE_INFINITY;
  for (const rule of rules) {
    if (rule.priority < from || rule.action === 'nop' || !isRuleFor(rule, query)) continue;
    if (rule.action === 'goto') {
      from = rule.target ?? from;
      continue;
    }
    const answer = askRule(view, rule, query);
    if (answer !== undefined) return answer;
  }
  return { is: 'none' };
}
