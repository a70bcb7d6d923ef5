import { packetRules } from '../../../host/index.ts';
import { nodeCheck } from '../../check.ts';
import { decisionsAt } from '../decided.ts';
import { arrivalsOf } from '../firewall.ts';
import { podPackets } from '../packets.ts';
import { droppedFindings } from './dropped.ts';

/** Rules before routing, in iptables' tables raw and mangle or in a chain of nft: whoever drops there, no accept of ours comes first. */
export const earlyDrop = nodeCheck({
  name: 'EarlyDrop',
  symptom: 'Packets of peers reach the uplink (tcpdump shows them), and no pod',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) => {
    return [
      ...droppedFindings(decisionsAt(rules, 'prerouting', arrivalsOf(network), 'drop'), {
        packets: 'packets of peers as they arrive',
        impact: 'Pods of other nodes do not reach those of this node.',
      }),
      ...droppedFindings(decisionsAt(rules, 'prerouting', podPackets(network), 'drop'), {
        packets: 'packets between pods before they are routed',
        impact: 'Pods of this node and of other nodes do not reach each other.',
      }),
    ];
  },
});
