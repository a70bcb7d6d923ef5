import { type CniAttachment, cniAttachments } from '../../../host/index.ts';
import { type Finding, nodeCheck, outage } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { nodeAttachments, withoutLength } from './of-node.ts';

function findings(attached: readonly CniAttachment[]): Finding[] {
  const holders = new Map<string, string[]>();
  for (const { container, addresses, isGone } of attached)
    for (const address of isGone ? [] : addresses.map(withoutLength))
      holders.set(address, [...(holders.get(address) ?? []), container]);
  const twice = [...holders].filter(([, containers]) => new Set(containers).size > 1);
  if (twice.length === 0) return [];
  const { named, text } = someNames(twice.map(([address]) => address));
  return [
    outage(
      `several pods of this node have the same address: ${text}`,
      'Delete all but one of these pods, and the others too if packets still get lost.',
      {
        evidence: twice
          .slice(0, named.length)
          .map(([address, containers]) => `${address}: ${containers.join(', ')}`),
        impact: 'Packets for the address reach one pod or the other.',
        follows: ['UnreservedAddresses'],
      },
    ),
  ];
}

/** Whether each pod has an address of its own. */
export const podAddressTwice = nodeCheck({
  name: 'PodAddressTwice',
  symptom: 'Connections to a pod are answered by another pod, or break',
  when: ['status'],
  needs: ({ root }) => ({ attached: cniAttachments(root) }),
  run: (node, { attached }) => findings(nodeAttachments(node, attached)),
});
