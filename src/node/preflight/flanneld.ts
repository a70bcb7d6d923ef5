import { processesHere, readText } from '../../host/index.ts';
import type { NodeName } from '../../net/index.ts';
import type { Prepared } from '../prepare.ts';
import { error, type Finding } from './check.ts';

/** Takes the shipped DaemonSet off one node, and leaves it on the others (flannel's kube-flannel.yml). */
function takeOff(node: NodeName): string {
  const where =
    '/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/-';
  const value = { key: 'kubernetes.io/hostname', operator: 'NotIn', values: [node] };
  const patch = JSON.stringify([{ op: 'add', path: where, value }]);
  return `kubectl -n kube-flannel patch daemonset kube-flannel-ds --type=json -p '${patch}'`;
}

/** How container runtimes name the control group of a container: by its id of 64 hexadecimal digits. */
const CONTAINER = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?$/m;

/** The command that stops flanneld, going by its control groups, the text of /proc/PID/cgroup. */
export function stopCommand(pid: number, cgroup: string, node: NodeName): string {
  if (cgroup.includes('kubepods')) return takeOff(node);
  const container = CONTAINER.exec(cgroup)?.[1]?.slice(0, 12);
  if (container !== undefined) return `${cgroup.includes('libpod') ? 'podman' : 'docker'} stop ${container}`;
  const unit = /\/system\.slice\/(?:.*\/)?([^/\n]+\.service)$/m.exec(cgroup)?.[1];
  return unit === undefined ? `kill ${pid}` : `systemctl disable --now ${unit}`;
}

export async function checkFlanneld({ spec: { node } }: Prepared): Promise<Finding[]> {
  const [pid] = await processesHere('flanneld');
  if (pid === undefined) return [];
  const cgroup = (await readText(`/proc/${pid}/cgroup`).catch(() => undefined)) ?? '';
  return [
    error(
      `flanneld is running (process ${pid})`,
      `It would fight over the same objects. Stop it first: ${stopCommand(pid, cgroup, node.name)}`,
    ),
  ];
}
