import { directory, foldersAbove, textFile } from '../../backends/index.ts';
import type { ProgramPaths } from '../../host/index.ts';
import type { FileObject } from '../../state/index.ts';
import { commandLine, conditionPath, refuseUnwritable, type ServiceCommand } from './unit-words.ts';

/** Units that need the pod network or start pods, and so start after this one. */
const BEFORE = ['kubelet.service', 'containerd.service', 'crio.service', 'docker.service'];

const UNIT = '/etc/systemd/system/flannelctl.service';
const WANTS = '/etc/systemd/system/multi-user.target.wants/flannelctl.service';

/** The text of the systemd unit that runs `flannelctl up` at boot. */
export function serviceUnit(command: ServiceCommand): string {
  refuseUnwritable(command);
  const { node, script, root } = command;
  const words = [node, script, 'up', ...(root === '/' ? [] : ['--root', root])];
  return `[Unit]
Description=Pod network of this node (flannelctl)
ConditionPathExists=${conditionPath(root)}
Wants=network-online.target
After=network-online.target
Before=${BEFORE.join(' ')}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${commandLine(words)}

[Install]
WantedBy=multi-user.target
`;
}

/** The unit and the link that enables it, as `systemctl enable` makes it, with the folders above them. */
export function serviceObjects(root: string, program: ProgramPaths): FileObject[] {
  const unit = serviceUnit({ ...program, root });
  const folders = new Set([UNIT, WANTS].flatMap(foldersAbove));
  return [
    ...[...folders].map(directory),
    textFile(UNIT, unit),
    { kind: 'file', type: 'symlink', path: WANTS, mode: 0o777, content: UNIT },
  ];
}
