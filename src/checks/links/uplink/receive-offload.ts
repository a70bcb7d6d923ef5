import { offloads } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';

const FEATURE = 'generic-receive-offload';

/** Whether the uplink's device hands packets of the overlay to the kernel one by one (faults 58). */
export const receiveOffload = nodeCheck({
  name: 'ReceiveOffload',
  symptom: 'Throughput between pods of different nodes is far below that between the nodes',
  when: [],
  needs: ({ network }) => ({ device: offloads(network.uplink.name) }),
  run: ({ network }, { device: { driver, on } }) => {
    const { name } = network.uplink;
    // Without ethtool nothing is known to be off; links without a device have it off by default.
    const isOff = driver !== undefined && on.length > 0 && !on.includes(FEATURE);
    if (!isOff || overlayNames(network).length === 0) return [];
    return [
      warning(
        `${FEATURE} is off on ${name}: each packet of the overlay is handled by itself, not in batches`,
        shellCommand(['ethtool', '-K', name, 'gro', 'on']),
        {
          evidence: [`ethtool -k ${name}: ${FEATURE} off`],
          impact: 'Nothing is lost; TCP between pods of different nodes is slow, and costs processor time.',
        },
      ),
    ];
  },
});
