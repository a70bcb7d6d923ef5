import { childOf, type SourceNode, textOf } from '../../../text/index.ts';
import type { KubeconfigFields } from './kubeconfig-fields.ts';
import type { ExecPlugin } from './kubeconfig-types.ts';

const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
const NO_TERMINAL = 'A service has none: use a plugin, or a token, that works without.';

/** Reads the exec plugin of a user; undefined with a problem if it can't be run by a service. */
export function readExecPlugin(exec: SourceNode, fields: KubeconfigFields): ExecPlugin | undefined {
  const apiVersion = fields.text(exec, 'apiVersion');
  const command = fields.text(exec, 'command');
  if (command === undefined) return fields.error(exec, 'the exec plugin has no command');
  if (apiVersion === undefined || !EXEC_VERSIONS.includes(apiVersion)) {
    const hint = `Update the plugin, and give apiVersion: ${EXEC_VERSIONS[0]}`;
    return fields.error(
      childOf(exec, 'apiVersion') ?? exec,
      `an exec plugin has to speak ${EXEC_VERSIONS.join(' or ')}`,
      hint,
    );
  }
  if (fields.text(exec, 'interactiveMode') === 'Always')
    return fields.error(
      childOf(exec, 'interactiveMode'),
      'the exec plugin asks questions on a terminal',
      NO_TERMINAL,
    );
  const args = fields.list(exec, 'args').map((item) => (item.kind === 'scalar' ? String(item.value) : ''));
  const env = fields
    .list(exec, 'env')
    .map((item) => [textOf(item, 'name') ?? '', textOf(item, 'value') ?? '']);
  const installHint = fields.text(exec, 'installHint');
  return {
    apiVersion,
    // As kubectl does: a name is looked up on the PATH, a path is relative to the kubeconfig.
    command: command.includes('/') ? fields.path(command) : command,
    args,
    env: Object.fromEntries(env),
    ...(installHint && { installHint }),
    isToldCluster: fields.flag(exec, 'provideClusterInfo'),
  };
}
