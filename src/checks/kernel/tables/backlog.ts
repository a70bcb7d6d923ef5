import { backlog, settings } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { isMuch, shareText } from '../../share.ts';

const LIMIT = 'net/core/netdev_max_backlog';

/** Whether packets wait for a processor in vain: those of veths and of the overlay wait in this queue. */
export const receiveBacklog = nodeCheck({
  name: 'Backlog',
  symptom: 'Packets of pods are lost under load, and no link counts them',
  when: [],
  needs: () => ({ counted: backlog, values: settings([LIMIT]) }),
  run: (_, { counted: { processed, dropped }, values }) => {
    if (!isMuch(dropped, processed, { least: 1000, percent: 0.01 })) return [];
    const limit = Number(values[LIMIT] ?? 0);
    // Only the first network namespace has the setting.
    const raised = limit > 0 ? [{ kind: 'sysctl' as const, path: LIMIT, value: `${limit * 4}` }] : [];
    const set = raised.map(({ path, value }) => shellCommand(['sysctl', '-w', `${path}=${value}`]));
    return [
      warning(
        `the kernel dropped ${shareText(dropped, processed + dropped)} received packets since boot, because the queue of a processor was full`,
        `See whether it grows: the second column of /proc/net/softnet_stat. If so: ${set[0] ?? `raise ${LIMIT}`}`,
        {
          evidence: [`/proc/net/softnet_stat: processed ${processed}, dropped ${dropped}`],
          impact: 'Packets between pods are lost when many arrive at once.',
          ...(raised.length === 0 ? {} : { fix: { safety: 'safe' as const, objects: raised } }),
        },
      ),
    ];
  },
});
