import { type ProtocolCounters, protocolCounters } from '../../host/index.ts';
import type { Family } from '../../net/index.ts';
import { type Finding, nodeCheck, warning } from '../check.ts';
import { familyNumbers, overlayNames } from '../own-links.ts';
import { isMuch, shareText } from '../share.ts';
import { COUNTER_GROUPS } from './counter-groups.ts';

function findings(family: Family, counters: ProtocolCounters): Finding[] {
  const group = COUNTER_GROUPS[family];
  const [failed, pieces] = [counters[`${group}ReasmFails`] ?? 0, counters[`${group}ReasmReqds`] ?? 0];
  if (!isMuch(failed, pieces, { least: 100, percent: 1 })) return [];
  return [
    warning(
      `the kernel could not reassemble ${shareText(failed, pieces)} fragments of IPv${family} packets since boot`,
      `See whether it grows: nstat -az ${group}ReasmFails. If so, find what drops fragments on the way (firewall, NAT), or take a smaller Backend.MTU on all nodes, so that peers send no fragments.`,
      {
        evidence: [`nstat: ${group}ReasmFails ${failed}, ${group}ReasmReqds ${pieces}`],
        impact: 'Large packets of peers are lost whole; small ones arrive.',
      },
    ),
  ];
}

/** Whether pieces of packets are lost on their way here: peers cut what is larger than their way. */
export const reassembly = nodeCheck({
  name: 'Reassembly',
  symptom: 'Large packets from pods of other nodes do not arrive, small ones do',
  when: [],
  needs: () => ({ counters: protocolCounters }),
  run: ({ network }, { counters }) =>
    overlayNames(network).length === 0
      ? []
      : familyNumbers(network).flatMap((family) => findings(family, counters)),
});
