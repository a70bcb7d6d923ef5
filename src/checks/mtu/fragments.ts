import { type ProtocolCounters, protocolCounters } from '../../host/index.ts';
import type { Family } from '../../net/index.ts';
import { type Finding, nodeCheck, warning } from '../check.ts';
import { familyNumbers, overlayNames } from '../own-links.ts';
import { isMuch, shareText } from '../share.ts';
import { COUNTER_GROUPS } from './counter-groups.ts';

function findings(family: Family, counters: ProtocolCounters): Finding[] {
  const group = COUNTER_GROUPS[family];
  const [cut, sent] = [counters[`${group}FragOKs`] ?? 0, counters[`${group}OutRequests`] ?? 0];
  if (!isMuch(cut, sent, { least: 1000, percent: 1 })) return [];
  return [
    warning(
      `the kernel fragmented ${shareText(cut, sent)} IPv${family} packets since boot`,
      `See whether it grows with traffic of pods: nstat -az ${group}FragOKs. If so, take a smaller Backend.MTU in the net-conf, the same on all nodes.`,
      {
        evidence: [
          `nstat: ${group}FragOKs ${cut}, ${group}FragCreates ${counters[`${group}FragCreates`] ?? 0}`,
        ],
        impact:
          'Fragments cost throughput, and are lost where a firewall drops them: large transfers between pods hang.',
      },
    ),
  ];
}

/** Whether packets of the overlay are larger than the way to peers: the kernel cuts outer packets (df unset). */
export const fragments = nodeCheck({
  name: 'Fragments',
  symptom: 'Transfers between pods of different nodes are slow, or hang on some paths',
  when: [],
  needs: () => ({ counters: protocolCounters }),
  run: ({ network }, { counters }) =>
    overlayNames(network).length === 0
      ? []
      : familyNumbers(network).flatMap((family) => findings(family, counters)),
});
