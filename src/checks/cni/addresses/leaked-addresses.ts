import { type CniAttachment, cniAttachments, type Reservation } from '../../../host/index.ts';
import { shellWord } from '../../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { reservationFolder } from '../conf/node-conf.ts';
import { nodeAttachments, nodeReservations } from './of-node.ts';

/** Reservations of containers that libcni does not know: it forgets one when it is detached, which releases the address. */
function leaked(reserved: readonly Reservation[], attached: readonly CniAttachment[]): Reservation[] {
  const known = new Set(attached.map(({ container }) => container));
  return reserved.filter(
    ({ container, isFresh, isBeforeBoot }) =>
      !isFresh &&
      !known.has(container) &&
      // A runtime without the cache has no attachment at all.
      (attached.length > 0 || isBeforeBoot),
  );
}

function findings(
  node: CheckedNode,
  reserved: readonly Reservation[],
  all: readonly CniAttachment[],
): Finding[] {
  const lost = leaked(reserved, nodeAttachments(node, all));
  if (lost.length === 0) return [];
  const folder = reservationFolder(node) ?? '';
  const { named, text } = someNames(lost.map(({ address }) => address));
  const files = named.map((address) => shellWord(`${folder}/${address}`)).join(' ');
  return [
    warning(
      `${lost.length === 1 ? '1 address is' : `${lost.length} addresses are`} reserved for containers that are not attached any more: ${text}`,
      `If crictl ps -a does not list the container that is named in a file: rm ${files}`,
      {
        evidence: lost
          .slice(0, named.length)
          .map(({ address, container }) => `${folder}/${address}: ${container}`),
        impact: 'No pod gets these addresses; when none is left, new pods can’t start.',
      },
    ),
  ];
}

/** Whether addresses are kept for containers that are gone, as after a crash or a reboot. */
export const leakedAddresses = nodeCheck({
  name: 'LeakedAddresses',
  symptom: 'New pods stay in ContainerCreating although few pods run on the node',
  when: [],
  needs: (node) => ({ reserved: nodeReservations(node), attached: cniAttachments(node.root) }),
  run: (node, { reserved, attached }) => findings(node, reserved, attached),
});
