import { type FilterRules, packetRules } from '../../../host/index.ts';
import { nodeCheck } from '../../check.ts';
import { type Decision, decisionsAt } from '../decided.ts';
import { arrivalsOf } from '../firewall.ts';
import type { Packet } from '../packet.ts';
import { podPackets } from '../packets.ts';
import { droppedFindings } from './dropped.ts';

/** The hooks before routing; tcpdump sees what is dropped there. */
const EARLY = ['ingress', 'prerouting'] as const;

const earlyDrops = (rules: FilterRules, packets: readonly Packet[]): Decision[] =>
  EARLY.flatMap((hook) => decisionsAt(rules, hook, packets, 'drop'));

/** Rules before routing, in iptables' tables raw and mangle or in a chain of nft: whoever drops there, no accept of ours comes first. */
export const earlyDrop = nodeCheck({
  name: 'EarlyDrop',
  symptom: 'Packets of peers reach the uplink (tcpdump shows them), and no pod',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) => {
    return [
      ...droppedFindings(earlyDrops(rules, arrivalsOf(network)), {
        packets: 'packets of peers as they arrive',
        impact: 'Pods of other nodes do not reach those of this node.',
      }),
      ...droppedFindings(earlyDrops(rules, podPackets(network)), {
        packets: 'packets between pods before they are routed',
        impact: 'Pods of this node and of other nodes do not reach each other.',
      }),
    ];
  },
});
