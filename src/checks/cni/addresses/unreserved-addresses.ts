import { type CniAttachment, cniAttachments, type Reservation } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { reservationFolder } from '../conf/node-conf.ts';
import { nodeAttachments, nodeReservations, withoutLength } from './of-node.ts';

function findings(
  node: CheckedNode,
  reserved: readonly Reservation[],
  all: readonly CniAttachment[],
): Finding[] {
  const folder = reservationFolder(node);
  if (folder === undefined) return [];
  const known = new Set<string>(reserved.map(({ address }) => address));
  const free = nodeAttachments(node, all)
    .filter(({ isGone }) => !isGone)
    .flatMap(({ addresses }) => addresses.map(withoutLength))
    .filter((address) => !known.has(address));
  if (free.length === 0) return [];
  const { text } = someNames(free);
  return [
    warning(
      `${free.length === 1 ? '1 pod has an address that is' : `${free.length} pods have addresses that are`} not reserved: ${text}`,
      'Restart these pods. Files of addresses that are in use must not be deleted.',
      {
        evidence: [`${folder}: no file for ${text}`],
        impact: 'A new pod of this node can get the same address.',
        follows: ['PodsOutside'],
      },
    ),
  ];
}

/** Whether host-local still knows of each address that a pod has: somebody may have emptied its folder. */
export const unreservedAddresses = nodeCheck({
  name: 'UnreservedAddresses',
  symptom: 'Two pods of a node have the same address',
  when: [],
  needs: (node) => ({ reserved: nodeReservations(node), attached: cniAttachments(node.root) }),
  run: (node, { reserved, attached }) => findings(node, reserved, attached),
});
