import { conntrackCounters, settings } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { shareText } from '../../share.ts';

const [COUNT, MOST] = ['net/netfilter/nf_conntrack_count', 'net/netfilter/nf_conntrack_max'] as const;

/** In percent of the limit. */
const NEARLY_FULL = 90;

/** Whether connection tracking has room: when it is full, packets of new connections are dropped (faults 41). */
export const conntrackTable = nodeCheck({
  name: 'ConntrackTable',
  symptom: 'New connections fail at random under load; the kernel log says: nf_conntrack: table full',
  when: [],
  needs: () => ({ values: settings([COUNT, MOST]), counters: conntrackCounters }),
  run: (_, { values, counters }) => {
    const [count, most] = [Number(values[COUNT] ?? 0), Number(values[MOST] ?? 0)];
    const removed = counters['early_drop'] ?? 0;
    if (most === 0 || (count * 100 < most * NEARLY_FULL && removed === 0)) return [];
    const since = removed === 0 ? '' : `; ${removed} were removed early since boot to make room`;
    return [
      warning(
        `connection tracking has ${shareText(count, most)} entries in use${since}`,
        `${shellCommand(['sysctl', '-w', `${MOST}=${most * 2}`])}; an entry takes about 300 bytes`,
        {
          evidence: [`${COUNT}: ${count}`, `${MOST}: ${most}`, `conntrack -S: early_drop ${removed}`],
          impact: 'While it is full, packets of new connections are dropped, of pods and of the host.',
          fix: { safety: 'safe', objects: [{ kind: 'sysctl', path: MOST, value: `${most * 2}` }] },
        },
      ),
    ];
  },
});
