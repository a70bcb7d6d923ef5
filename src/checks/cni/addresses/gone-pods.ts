import { type CniAttachment, cniAttachments } from '../../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { nodeAttachments, withoutLength } from './of-node.ts';

function findings(attached: readonly CniAttachment[]): Finding[] {
  const gone = attached.filter(({ isGone }) => isGone);
  if (gone.length === 0) return [];
  const { named, text } = someNames(gone.flatMap(({ addresses }) => addresses.map(withoutLength)));
  return [
    warning(
      `${gone.length === 1 ? '1 pod was' : `${gone.length} pods were`} not detached before the network namespace was deleted, and still ${gone.length === 1 ? 'has its address' : 'have their addresses'}: ${text}`,
      'Have the runtime remove the sandboxes: crictl rmp ID. It releases the addresses (CNI DEL).',
      {
        evidence: gone.slice(0, named.length).map(({ container, netns }) => `${container}: no ${netns}`),
        impact: 'No pod gets these addresses; when none is left, new pods can’t start.',
      },
    ),
  ];
}

/** Whether pods are attached whose network namespace is gone. */
export const gonePods = nodeCheck({
  name: 'GonePods',
  symptom: 'Addresses stay reserved for pods that were deleted',
  when: [],
  needs: ({ root }) => ({ attached: cniAttachments(root) }),
  run: (node, { attached }) => findings(nodeAttachments(node, attached)),
});
