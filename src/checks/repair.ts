import type { FlannelProcess } from '../host/index.ts';
import { shellCommand } from '../words/index.ts';
import type { CheckedNode } from './check.ts';
import { runnerOf } from './flannel-runner.ts';

/** The command that restores the saved configuration. */
const JOIN = 'flannelctl join';

/** The labels and fields of flanneld's pod are those of kube-flannel.yml and of the Helm chart. */
function restartOf(process: FlannelProcess, node: string): string {
  const runner = runnerOf(process);
  switch (runner.by) {
    case 'kubernetes':
      return `kubectl -n kube-flannel delete pod -l app=flannel --field-selector ${shellCommand([`spec.nodeName=${node}`])}`;
    case 'podman':
    case 'docker':
      return `${runner.by} restart ${runner.container}`;
    case 'systemd':
      return shellCommand(['systemctl', 'restart', runner.unit]);
    case 'nobody':
      return `restart ${process.name} (process ${process.pid})`;
  }
}

/**
 * What restores the node's network, as a command where there is one: join, or a new start of flanneld where that built
 * it, which then writes everything again.
 * @param options what is to be said to either at that, as `--iface eth1`
 */
export function repairOf(
  { name, flannel }: Pick<CheckedNode, 'name' | 'flannel'>,
  ...options: readonly string[]
): string {
  if (flannel === undefined) return [JOIN, ...options].join(' ');
  const { process } = flannel;
  if (options.length > 0) return `start ${process?.name ?? 'flanneld'} with ${options.join(' ')}`;
  return process === undefined ? 'start flanneld' : restartOf(process, name);
}

/** What deletes a link of the node's network and recreates it. */
export const remakeCommand = (node: Pick<CheckedNode, 'name' | 'flannel'>, link: string): string =>
  `${shellCommand(['ip', 'link', 'del', link])}; then: ${repairOf(node)}`;
