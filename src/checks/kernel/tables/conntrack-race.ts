import { conntrackCounters } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { repairOf } from '../../repair.ts';

/** Fewer are retransmissions that met themselves. */
const LEAST = 100;

/**
 * Whether connections were lost because two got the same source port at once, when they were masqueraded, or the same
 * entry, as the two DNS queries of one socket (faults 42).
 */
export const conntrackRace = nodeCheck({
  name: 'ConntrackRace',
  symptom: 'Some DNS queries take exactly 5 seconds, some connections 1 or 3',
  when: [],
  needs: () => ({ counters: conntrackCounters }),
  run: (node, { counters }) => {
    const { ipMasq, randomFully } = node.network;
    const failed = counters['insert_failed'] ?? 0;
    if (failed < LEAST) return [];
    return [
      warning(
        `connection tracking lost ${failed} packets since boot, because two connections wanted the same entry`,
        ipMasq && !randomFully
          ? `Have source ports chosen at random: ${repairOf(node, '--random-fully')}`
          : 'See whether it grows: conntrack -S (insert_failed). A DNS cache on each node (NodeLocal DNSCache) avoids it.',
        {
          evidence: [`/proc/net/stat/nf_conntrack: insert_failed ${failed}`],
          impact: 'A lost first packet is sent again after 1 second, a DNS query after 5.',
        },
      ),
    ];
  },
});
