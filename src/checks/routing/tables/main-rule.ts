import { type RoutingRule, routingRules } from '../../../host/index.ts';
import { FAMILY_OF } from '../../../net/index.ts';
import { MAIN_TABLE } from '../../../state/index.ts';
import { type Finding, nodeCheck, outage } from '../../check.ts';

/** The priority that the kernel gives the rule for its main table. */
const PRIORITY = 32_766;

/** Whether a rule has the kernel look into the main table for every packet. */
export const looksInMain = ({
  action,
  table,
  from,
  to,
  iif,
  oif,
  fwmark,
  not,
  others,
}: RoutingRule): boolean =>
  action === 'lookup' &&
  table === MAIN_TABLE &&
  [from, to, iif, oif, fwmark, not].every((selector) => selector === undefined) &&
  others.length === 0;

function findings(rules: readonly RoutingRule[], family: 4 | 6): Finding[] {
  // Without any rule the family is switched off.
  if (rules.length === 0 || rules.some(looksInMain)) return [];
  return [
    outage(
      `no policy rule of IPv${family} has the kernel look into the main table for all packets`,
      `ip -${family} rule add lookup main priority ${PRIORITY}`,
      {
        evidence: [`ip -${family} rule: no "from all lookup main"`],
        impact:
          'The routes to the pods of peers are in the main table: they are not used for packets that no other rule is for.',
      },
    ),
  ];
}

/** Whether the main table is looked into, where all routes to pods are. */
export const mainRule = nodeCheck({
  name: 'MainRule',
  symptom: 'Network is unreachable, though ip route shows the route',
  when: [],
  needs: () => ({ rules: routingRules }),
  run: ({ network }, { rules }) =>
    network.families.flatMap(({ name }) => findings(rules[FAMILY_OF[name]], FAMILY_OF[name])),
});
