import { readOnlySettings } from '../../host/index.ts';
import type { Sysctl } from '../../state/index.ts';
import { shellCommand, shellWord } from '../../words/index.ts';
import { type CheckedNode, error, nodeCheck } from '../check.ts';

/** The settings that have another value than they are to have. */
const settings = ({ diff }: CheckedNode): Sysctl[] =>
  diff.changes.flatMap((change) => ('to' in change && change.to.kind === 'sysctl' ? [change.to] : []));

const REMOUNT = shellCommand(['mount', '-o', 'remount,rw', '/proc/sys']);

/** A link that is still to be made has no settings that could be given beforehand. */
const wayToSet = ({ path, value, dev }: Sysctl): string =>
  dev === undefined
    ? `Make it writable: ${REMOUNT}; or have it set where this container is started, such as by: docker run --sysctl ${shellWord(`${path.replaceAll('/', '.')}=${value}`)}`
    : `Make it writable: ${REMOUNT}; where that is refused, start this container with more rights, such as: docker run --privileged`;

/** In a container /proc/sys may be read-only; what has its value already need not be written. */
export const sysctls = nodeCheck({
  name: 'Sysctls',
  symptom: 'Packets of pods are not forwarded, and sysctl -w says “Read-only file system”',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: (node) => ({ readOnly: readOnlySettings(settings(node).map(({ path }) => path)) }),
  run: (node, { readOnly }) =>
    settings(node)
      .filter(({ path }) => readOnly.includes(path))
      .map((setting) =>
        error(
          `/proc/sys is read-only here, and ${setting.path} has to be ${setting.value}`,
          wayToSet(setting),
        ),
      ),
});
