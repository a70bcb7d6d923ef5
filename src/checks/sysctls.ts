import { readOnlySettings } from '../host/index.ts';
import type { Sysctl } from '../state/index.ts';
import { shellCommand } from '../words/index.ts';
import { type CheckedNode, error, nodeCheck } from './check.ts';

/** The settings that have another value than they are to have. */
const settings = ({ diff }: CheckedNode): Sysctl[] =>
  diff.changes.flatMap((change) => ('to' in change && change.to.kind === 'sysctl' ? [change.to] : []));

/** In a container /proc/sys may be read-only; what has its value already need not be written. */
export const sysctls = nodeCheck({
  name: 'Sysctls',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: (node) => ({ readOnly: readOnlySettings(settings(node).map(({ path }) => path)) }),
  run: (node, { readOnly }) =>
    settings(node)
      .filter(({ path }) => readOnly.includes(path))
      .map(({ path, value }) =>
        error(
          `/proc/sys is read-only here, and ${path} has to be ${value}`,
          `Set it where /proc/sys can be written, such as on the host of this container: ${shellCommand(['sysctl', '-w', `${path}=${value}`])}. Or remount it: mount -o remount,rw /proc/sys`,
        ),
      ),
});
