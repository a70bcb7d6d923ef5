import { packetRules } from '../../../host/index.ts';
import { nodeCheck } from '../../check.ts';
import { decisionsAt } from '../decided.ts';
import { podPackets } from '../packets.ts';
import { droppedFindings } from './dropped.ts';

/** Rules after routing, which see packets that all others have let through. */
export const lateDrop = nodeCheck({
  name: 'LateDrop',
  symptom: 'Packets between pods are forwarded (IpForwDatagrams grows) and do not leave',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) =>
    droppedFindings(decisionsAt(rules, 'postrouting', podPackets(network), 'drop'), {
      packets: 'packets between pods after they are routed',
      impact: 'Pods of this node and of other nodes do not reach each other.',
    }),
});
