// The real flanneld in the place of an agent, with the same etcd.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ended, ROUTES, URL } from './agent-world.mjs';
import { usageOf } from './process-tree.mjs';
import { output } from './run.mjs';
import { SCRATCH } from './world.mjs';

/** Starts a flanneld. Without its rules, so that nothing of it is left when its link is deleted. */
export function startFlanneld(file, name) {
  const args = [
    ...['-etcd-endpoints', URL, '-iface', 'eth0', '-iptables-forward-rules=false'],
    ...['-subnet-file', path.join(SCRATCH, `${name}.env`)],
  ];
  const child = spawn(file, args, { stdio: 'ignore' });
  return {
    routes: ROUTES.flanneld,
    usage: () => usageOf(child.pid),
    stop: async () => {
      await ended(child, 'SIGTERM');
      output(['ip', 'link', 'delete', 'flannel.1']);
    },
  };
}
