import path from 'node:path';
import { directory, foldersAbove, textFile } from '../../backends/index.ts';
import { Failure } from '../../errors/index.ts';
import type { ProgramPaths } from '../../host/index.ts';
import { STATE_FOLDER } from '../../reconcile/index.ts';
import type { FileObject } from '../../state/index.ts';

/** The program that the unit starts, and the folder put before every file's path. */
export interface ServiceCommand extends ProgramPaths {
  readonly root: string;
}

/** Units that need the pod network or start pods, and so start after this one. */
const BEFORE = ['kubelet.service', 'containerd.service', 'crio.service', 'docker.service'];

/** `%` starts a specifier everywhere in a unit (systemd.unit(5), SPECIFIERS). */
const withoutSpecifiers = (text: string): string => text.replaceAll('%', '%%');

/** A word of a command line (systemd.service(5), COMMAND LINES), in double quotes if it has what would split it. */
function word(text: string): string {
  const escaped = withoutSpecifiers(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** `$` starts a variable, but not in the first word, which is the program. */
const commandLine = ([program = '', ...args]: readonly string[]): string =>
  [word(program), ...args.map((arg) => word(arg).replaceAll('$', '$$$$'))].join(' ');

/**
 * Characters that can't be in a unit, and in the path of a program (systemd 252: "Executable name contains special
 * characters").
 */
const UNWRITABLE = { word: /[\p{Cc}\p{Cs}\uFFFD]/u, program: /[\p{Cc}\p{Cs}\uFFFD"'\\]/u };

function refuseUnwritable({ node, script, root }: ServiceCommand): void {
  const text = UNWRITABLE.program.test(node)
    ? node
    : [script, root].find((candidate) => UNWRITABLE.word.test(candidate));
  if (text === undefined) return;
  throw new Failure('usage', `${JSON.stringify(text)} can't be written into a systemd unit`, {
    hint: 'Move it to a path without control characters; that of the program has no quotes or backslashes either.',
  });
}

/** A path after `ConditionPathExists=` takes the rest of its line, spaces and all. */
const conditionPath = (root: string): string => withoutSpecifiers(path.join(root, STATE_FOLDER, 'node.json'));

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
