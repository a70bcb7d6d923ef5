import { hostLinks } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { portsOf } from './ports-of.ts';

/** BR_MAX_PORTS: the kernel's limit (6.18). */
const MOST_PORTS = 1024;

const NEARLY_FULL = 1000;

/** Whether the bridge has room for another pod (faults 56). */
export const bridgeFull = nodeCheck({
  name: 'BridgeFull',
  symptom: 'New pods fail with: exchange full',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network: { bridge } }, { links }) => {
    const { length } = portsOf(bridge, links);
    if (length < NEARLY_FULL) return [];
    return [
      warning(
        `${bridge} has ${length} ports, and a bridge has ${MOST_PORTS} at most`,
        'Delete the veths of pods that are gone: those that no running pod has as its link (crictl pods; ip link show type veth).',
        {
          evidence: [`ip link show master ${bridge}: ${length} links`],
          impact: 'Pods that run are not affected; new ones can’t be attached.',
        },
      ),
    ];
  },
});
