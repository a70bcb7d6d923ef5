import { type FlannelProcess, flannelProcesses } from '../../host/index.ts';
import type { NodeName } from '../../net/index.ts';
import { shellCommand, shellWord } from '../../words/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck, warning } from '../check.ts';
import { runnerOf } from '../flannel-runner.ts';
import { FLANNELD_CHECK } from '../names.ts';

/** Takes the shipped DaemonSet off one node, and leaves it on the others (flannel's kube-flannel.yml). */
function takeOff(node: NodeName): string {
  const where =
    '/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/-';
  const value = { key: 'kubernetes.io/hostname', operator: 'NotIn', values: [node] };
  const patch = JSON.stringify([{ op: 'add', path: where, value }]);
  return `kubectl -n kube-flannel patch daemonset kube-flannel-ds --type=json -p ${shellWord(patch)}`;
}

/** The command that stops flanneld. */
export function stopCommand({ pid, cgroup }: Omit<FlannelProcess, 'name'>, node: NodeName): string {
  const runner = runnerOf({ cgroup });
  switch (runner.by) {
    case 'kubernetes':
      return takeOff(node);
    case 'podman':
    case 'docker':
      return `${runner.by} stop ${runner.container}`;
    case 'systemd':
      return shellCommand(['systemctl', 'disable', '--now', runner.unit]);
    case 'nobody':
      return `kill ${pid}`;
  }
}

function daemonFindings(name: NodeName, processes: readonly FlannelProcess[]): Finding[] {
  const daemon = processes.find((process) => process.name === 'flanneld');
  if (daemon === undefined) return [];
  return [
    error(
      `flanneld is running (process ${daemon.pid})`,
      `It would fight over the same objects. Stop it first: ${stopCommand(daemon, name)}`,
    ),
  ];
}

/**
 * k3s has flannel built in, and hides its arguments, so that nothing tells whether it runs it. Where there is something
 * to take over, it does or did; a node that is set up already has been told.
 */
function k3sFindings({ isSetUp, diff }: CheckedNode, processes: readonly FlannelProcess[]): Finding[] {
  const k3s = ['k3s-server', 'k3s-agent'].flatMap((name) =>
    processes.filter((process) => process.name === name),
  )[0];
  if (isSetUp || k3s === undefined) return [];
  const isTakeover = diff.changes.some((change) => change.action === 'adopt' && change.to.kind === 'link');
  const found = isTakeover ? error : warning;
  return [
    found(
      `k3s is running (process ${k3s.pid}), which has flannel built in`,
      'That would fight over the same objects, unless the servers of k3s were started with --flannel-backend=none, and k3s here after that.',
    ),
  ];
}

/** Whether another program changes the same objects. */
export const flanneld = nodeCheck({
  name: FLANNELD_CHECK,
  symptom: 'Routes, FDB entries or rules change by themselves: flanneld writes them, too',
  exit: 'preflight',
  when: ['preflight', 'boot', 'status'],
  needs: () => ({ processes: flannelProcesses }),
  run: (node, { processes }) => [...daemonFindings(node.name, processes), ...k3sFindings(node, processes)],
});
