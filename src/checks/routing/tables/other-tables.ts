import {
  deadEndOf,
  type RoutingRule,
  routingRules,
  type TableRoute,
  tableRoutes,
} from '../../../host/index.ts';
import { FAMILY_OF, type Prefix, prefixContains, prefixesOverlap } from '../../../net/index.ts';
import { LOCAL_TABLE } from '../../../state/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../../check.ts';
import { ownLinks } from '../../own-links.ts';
import { looksInMain } from './main-rule.ts';

/** The rules before that of the main table by which packets from pods, or to them, are looked up in another table. */
function earlierTables(
  rules: readonly RoutingRule[],
  network: Prefix,
  links: ReadonlySet<string>,
): RoutingRule[] {
  const main = rules.findIndex(looksInMain);
  return (main < 0 ? rules : rules.slice(0, main)).filter(
    ({ action, table, from, to, iif, oif, fwmark, not, others }) =>
      action === 'lookup' &&
      table !== undefined &&
      table !== LOCAL_TABLE &&
      (from === undefined || prefixesOverlap(from, network)) &&
      (to === undefined || prefixesOverlap(to, network)) &&
      (iif === undefined || links.has(iif)) &&
      // Whether a packet bears a mark, is of a port or of a user, is not known here.
      [oif, fwmark, not].every((one) => one === undefined) &&
      others.length === 0,
  );
}

const leadsAway = ({ type, nexthops }: TableRoute, own: ReadonlySet<string>): boolean =>
  deadEndOf(type) !== undefined ||
  (type === 'unicast' && nexthops.length > 0 && nexthops.every(({ dev }) => !own.has(dev ?? '')));

const shownOf = ({ type, dst, nexthops: [hop], table }: TableRoute): string =>
  [
    type === 'unicast' ? '' : type,
    dst,
    hop?.via && `via ${hop.via}`,
    hop?.dev && `dev ${hop.dev}`,
    `table ${table}`,
  ]
    .filter(Boolean)
    .join(' ');

function findings(
  { network }: CheckedNode,
  rules: { readonly 4: readonly RoutingRule[]; readonly 6: readonly RoutingRule[] },
  routes: { readonly 4: readonly TableRoute[]; readonly 6: readonly TableRoute[] },
): Finding[] {
  const own = new Set<string>(ownLinks(network));
  return network.families.flatMap(({ name, network: { network: whole } }) => {
    const family = FAMILY_OF[name];
    return earlierTables(rules[family], whole, own).flatMap((rule) =>
      routes[family]
        .filter(
          (route) =>
            route.table === rule.table &&
            route.dst !== whole &&
            prefixContains(whole, route.dst) &&
            leadsAway(route, own),
        )
        .map((route) =>
          outage(
            `the route ${shownOf(route)} comes before the main table, by the rule with priority ${rule.priority}`,
            `ip -${family} route del ${shownOf(route)}`,
            {
              evidence: [`ip -${family} route show table ${route.table}: ${shownOf(route)}`],
              impact: `Packets to pods in ${route.dst} do not go where the main table says.`,
              follows: ['Ways'],
            },
          ),
        ),
    );
  });
}

/** Whether another table has routes for parts of the pod network: the check Ways asks for one pod of each peer only. */
export const otherTables = nodeCheck({
  name: 'OtherTables',
  symptom: 'Some pods of a node are reached, and others are not',
  when: [],
  needs: () => ({ rules: routingRules, routes: tableRoutes }),
  run: (node, { rules, routes }) => findings(node, rules, routes),
});
