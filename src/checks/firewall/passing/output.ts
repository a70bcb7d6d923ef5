import { packetRules } from '../../../host/index.ts';
import { nodeCheck } from '../../check.ts';
import { decisionsAt } from '../decided.ts';
import { departures, toPods } from '../packets.ts';
import { droppedFindings } from './dropped.ts';

/** Rules for what this node itself sends: the outer packets of the overlay are among it. */
export const output = nodeCheck({
  name: 'Output',
  symptom: 'No packet of the overlay leaves this node, or probes of the kubelet fail for all pods of it',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) => [
    ...droppedFindings(decisionsAt(rules, 'output', departures(network), 'drop'), {
      packets: 'packets of the overlay to peers',
      impact: 'Pods of this node do not reach those of other nodes.',
    }),
    ...droppedFindings(decisionsAt(rules, 'output', toPods(network), 'drop'), {
      packets: 'packets of this node to its pods',
      impact: 'Probes of the kubelet fail, and the pods are restarted.',
    }),
  ],
});
