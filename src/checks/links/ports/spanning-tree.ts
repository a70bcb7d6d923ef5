import { hostLinks } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';

/** Whether the bridge waits before it passes packets of a new port: with spanning tree twice its forward delay. */
export const spanningTree = nodeCheck({
  name: 'SpanningTree',
  symptom: 'Each new pod has no network for its first 30 seconds',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network: { bridge } }, { links }) => {
    const data = links.find(({ ifname }) => ifname === bridge)?.linkinfo?.info_data ?? {};
    if (Number(data['stp_state'] ?? 0) === 0) return [];
    return [
      warning(
        `spanning tree is on for ${bridge}: the packets of a new pod pass 30 seconds later`,
        shellCommand(['ip', 'link', 'set', bridge, 'type', 'bridge', 'stp_state', '0']),
        {
          evidence: [`ip -d link show ${bridge}: stp_state ${String(data['stp_state'])}`],
          impact: 'Pods start without a network; probes and DNS fail in their first 30 seconds.',
          // A bridge of its profiles has spanning tree on.
          follows: ['NetworkManager'],
        },
      ),
    ];
  },
});
