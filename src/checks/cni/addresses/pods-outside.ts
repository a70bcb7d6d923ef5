import { type CniAttachment, cniAttachments } from '../../../host/index.ts';
import { FAMILY_OF, familyOf, parseAddress, prefixContainsAddress } from '../../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { reservationFolder } from '../conf/node-conf.ts';
import { nodeAttachments, withoutLength } from './of-node.ts';

/** Whether an address is of another subnet than this node's of its family. */
function isOutside({ network: { families } }: CheckedNode, text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  const family = families.find(({ name }) => FAMILY_OF[name] === familyOf(address));
  return family !== undefined && !prefixContainsAddress(family.own.subnet, address);
}

function findings(node: CheckedNode, all: readonly CniAttachment[]): Finding[] {
  if (reservationFolder(node) === undefined) return [];
  const outside = nodeAttachments(node, all)
    .filter(({ isGone }) => !isGone)
    .flatMap(({ addresses }) => addresses.map(withoutLength).filter((address) => isOutside(node, address)));
  if (outside.length === 0) return [];
  const subnets = node.network.families.map(({ own }) => own.subnet).join(' and ');
  const { text } = someNames(outside);
  return [
    outage(
      `${outside.length === 1 ? '1 pod has an address' : `${outside.length} pods have addresses`} outside this node's subnet ${subnets}: ${text}`,
      'Restart these pods: they get addresses of the subnet then.',
      { impact: 'Peers send packets for these addresses to another node, or nowhere.' },
    ),
  ];
}

/** Whether pods still have addresses of a subnet that this node had before. */
export const podsOutside = nodeCheck({
  name: 'PodsOutside',
  symptom: 'Pods that started before the node got another subnet are not reached',
  when: ['status'],
  needs: ({ root }) => ({ attached: cniAttachments(root) }),
  run: (node, { attached }) => findings(node, attached),
});
