import type { Finding } from '../check.ts';
import { type Difference, differencesIn, fieldChangeOf, isMissing } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

type RulesDifference = Difference<'ruleset'>;

/** The impact of rules that are missing or different, by the hook of their chain. */
const IMPACTS = {
  postrouting:
    'Packets of pods leave for other networks with the address of the pod, and no answer comes back.',
  forward: 'Where the firewall drops what is forwarded, it drops packets of pods.',
} as const;

/** The hooks whose chain is missing or different. */
const hooksOf = (difference: RulesDifference): (keyof typeof IMPACTS)[] =>
  difference.to.chains
    .filter(({ name }) => isMissing(difference) || fieldChangeOf(difference, `chain ${name}`) !== undefined)
    .map(({ hook }) => hook);

function find(difference: RulesDifference): Finding {
  const { engine, family, table } = difference.to;
  const hooks = hooksOf(difference);
  return driftFinding([difference], {
    message: `the rules of ${engine} table ${family} ${table} are ${isMissing(difference) ? 'missing' : 'not those for pods'}`,
    impact: hooks.map((hook) => IMPACTS[hook]).join(' ') || 'None as long as no other rule decides first.',
    isOutage: hooks.includes('postrouting'),
  });
}

export const rulesDrift = driftCheck({
  name: 'FlannelRules',
  symptom:
    'Pods reach each other, and nothing outside of the cluster; or since a firewall was reloaded, no pod of another node',
  find: (node) => differencesIn(node, 'ruleset').map(find),
});
