import { type FilterRules, packetRules } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { fateOf } from '../fate.ts';
import { chainName } from '../obstacles.ts';
import { hasFamily, type Packet } from '../packet.ts';
import { outwardPackets } from '../packets.ts';
import { nodeChainsAt } from '../policies.ts';

/** What each chain after routing does with a packet. */
const fatesOf = (rules: FilterRules, packet: Packet) =>
  nodeChainsAt(rules, 'postrouting')
    .filter(({ family }) => hasFamily(packet, family))
    .map((chain) => ({ chain, fate: fateOf(chain, packet) }));

function findings({ network, diff, isSetUp }: CheckedNode, rules: FilterRules): Finding[] {
  // Rules that are missing are told as such.
  const isChanging = diff.changes.some(
    (change) => ('to' in change ? change.to : change.from).kind === 'ruleset',
  );
  if (!network.ipMasq || !isSetUp || isChanging) return [];
  return outwardPackets(network).flatMap((packet) => {
    const fates = fatesOf(rules, packet);
    if (fates.some(({ fate }) => fate.end === 'masquerade' || fate.doubt !== undefined)) return [];
    const decided = fates.filter(({ fate }) => !fate.byPolicy);
    return [
      warning(
        `no rule masquerades what pods send to the outside, such as ${packet.destination}`,
        'Put the rules that end the chain after the jump to the masquerading ones; see their order: nft list ruleset, iptables-save -t nat',
        {
          evidence: decided.map(({ chain, fate }) => `${chainName(chain)}: ${fate.rule}`),
          impact:
            'Pods of this node get no answer from outside the pod network: nobody there has a route back.',
        },
      ),
    ];
  });
}

/** Whether the masquerading rules are reached by the packets that they are for. */
export const outward = nodeCheck({
  name: 'Masquerade',
  symptom: 'Pods reach each other, but nothing outside the cluster',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: (node, { rules }) => findings(node, rules),
});
