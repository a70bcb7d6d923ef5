import { udpPort } from '../../../backends/index.ts';
import { packetRules } from '../../../host/index.ts';
import { nodeCheck, outage } from '../../check.ts';
import { decisionEvidence, decisionsAt } from '../decided.ts';
import { arrivalsOf } from '../firewall.ts';
import { chainName, listing } from '../obstacles.ts';
import { podPackets } from '../packets.ts';

/** Whether something takes packets of the overlay, or of pods, to another place than they are for. */
export const redirects = nodeCheck({
  name: 'Redirects',
  symptom: 'Packets of peers arrive at the uplink, and the overlay gets none',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) => {
    return [
      { packets: arrivalsOf(network), what: `packets of peers to UDP port ${udpPort(network.backend)}` },
      { packets: podPackets(network), what: 'packets between pods' },
    ].flatMap(({ packets, what }) =>
      decisionsAt(rules, 'prerouting', packets, 'redirect').map((decision) =>
        outage(
          `${chainName(decision.chain)} sends ${what} to another address (${decision.fate.rule})`,
          `Take the rule away, or have it spare them; a published port of a container makes one, too. See it: ${listing(decision.chain)}`,
          {
            evidence: [decisionEvidence(decision)],
            impact: 'Pods of other nodes do not reach those of this node.',
          },
        ),
      ),
    );
  },
});
