import type { CheckedNode, Finding } from '../check.ts';
import { type Difference, differencesIn, isMissing } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

type FileDifference = Difference<'file'>;

const filesLike = (node: CheckedNode, like: FileDifference['to']['like']): FileDifference[] =>
  differencesIn(node, 'file').filter(({ to }) => to.like === like);

const messageOf = (difference: FileDifference): string =>
  `${difference.to.path} ${isMissing(difference) ? 'is missing' : 'is not as expected'}`;

export const subnetEnvDrift = driftCheck({
  name: 'SubnetEnv',
  symptom: 'New pods fail with “open /run/flannel/subnet.env: no such file or directory”',
  find: (node) =>
    filesLike(node, 'subnet.env').map((difference) =>
      driftFinding([difference], {
        message: messageOf(difference),
        impact: 'The flannel CNI plugin attaches new pods by it; pods that run are not affected.',
        isOutage: false,
      }),
    ),
});

export const cniConfDrift = driftCheck({
  name: 'CniConf',
  symptom: 'The node is NotReady and new pods fail with “cni plugin not initialized”',
  find: (node) =>
    filesLike(node, 'conflist').map((difference) =>
      driftFinding([difference], {
        message: messageOf(difference),
        impact: 'New pods are not attached, or to another network; pods that run are not affected.',
        isOutage: false,
      }),
    ),
});

/** Folders, and the unit of systemd. */
export const otherFilesDrift = driftCheck({
  name: 'Files',
  symptom: 'The network does not come back after a reboot: files that flannelctl wrote are gone or changed',
  find: (node): readonly Finding[] => {
    const files = filesLike(node, undefined);
    if (files.length === 0) return [];
    return [
      driftFinding(files, {
        message: files.map(messageOf).join('; '),
        impact: 'None for packets now; at boot the network may not come back.',
        isOutage: false,
      }),
    ];
  },
});
