import { packetRules } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { decisionEvidence, decisionsAt } from '../decided.ts';
import { chainName, listing } from '../obstacles.ts';
import { outwardPackets, podPackets } from '../packets.ts';

/** Whether connections of pods are tracked: without it no address is translated, of a Service nor of the node. */
export const untracked = nodeCheck({
  name: 'Untracked',
  symptom: 'Pods reach pods by their addresses, but no Service and nothing outside',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) =>
    decisionsAt(rules, 'prerouting', [...outwardPackets(network), ...podPackets(network)], 'notrack').map(
      (decision) =>
        warning(
          `${chainName(decision.chain)} has packets of pods not tracked (${decision.fate.rule})`,
          `Exempt the pod network from that rule. See it: ${listing(decision.chain)}`,
          {
            evidence: [decisionEvidence(decision)],
            impact: 'Neither Services nor masquerading work for these packets.',
          },
        ),
    ),
});
