import { type FilterRules, filterRules } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { type Decision, decisionEvidence, decisionsAt } from '../decided.ts';
import { managerOf } from '../managers.ts';
import { chainName, iptablesOf } from '../obstacles.ts';
import { hasFamily, type Packet } from '../packet.ts';
import { toNode } from '../packets.ts';

function fixFor({ chain }: Decision, bridge: string): string {
  const { engine, family, table, name } = chain;
  const manager = managerOf(chain);
  if (manager === 'ufw') return `ufw allow in on ${bridge}`;
  if (manager === 'firewalld')
    return `firewall-cmd --permanent --zone=trusted --add-interface=${bridge}; firewall-cmd --reload`;
  return engine === 'nft'
    ? shellCommand(['nft', 'insert', 'rule', family, table, name, 'iifname', bridge, 'accept'])
    : shellCommand([iptablesOf(chain), '-I', 'INPUT', '-i', bridge, '-j', 'ACCEPT']);
}

/** A chain that lets none of the packets of its family in. One that lets some in does so by intent. */
const shutsOut = (decision: Decision, rules: FilterRules, packets: readonly Packet[]): boolean =>
  packets
    .filter((packet) => hasFamily(packet, decision.chain.family))
    .every((packet) =>
      decisionsAt(rules, 'input', [packet], 'drop').some(
        ({ chain }) => chainName(chain) === chainName(decision.chain),
      ),
    );

function findings({ network }: CheckedNode, rules: FilterRules): Finding[] {
  const packets = toNode(network);
  return decisionsAt(rules, 'input', packets, 'drop')
    .filter((decision) => shutsOut(decision, rules, packets))
    .map((decision) =>
      warning(
        `${chainName(decision.chain)} keeps pods from this node itself: no rule of it lets packets from ${network.bridge} in`,
        `Put it into the firewall's own configuration: ${fixFor(decision, network.bridge)}`,
        {
          evidence: [decisionEvidence(decision)],
          impact:
            "Pods of this node don't reach its kubelet, nor what else listens on the node: host ports, a local DNS, the API server.",
        },
      ),
    );
}

/** Whether pods reach the node that they run on. */
export const podsToNode = nodeCheck({
  name: 'PodsToNode',
  symptom: 'Pods reach every node except their own',
  when: [],
  needs: () => ({ rules: filterRules }),
  run: (node, { rules }) => findings(node, rules),
});
