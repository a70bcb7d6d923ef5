import type { FlannelProcess } from '../host/index.ts';

/** What starts flanneld on this host, and starts it again. */
type FlannelRunner =
  | { readonly by: 'kubernetes' | 'nobody' }
  | { readonly by: 'podman' | 'docker'; readonly container: string }
  | { readonly by: 'systemd'; readonly unit: string };

/** How container runtimes name the control group of a container: by its id of 64 hexadecimal digits. */
const CONTAINER = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?$/m;

/** What runs flanneld, going by its control groups, the text of /proc/PID/cgroup. */
export function runnerOf({ cgroup }: Pick<FlannelProcess, 'cgroup'>): FlannelRunner {
  if (cgroup.includes('kubepods')) return { by: 'kubernetes' };
  const container = CONTAINER.exec(cgroup)?.[1]?.slice(0, 12);
  if (container !== undefined) return { by: cgroup.includes('libpod') ? 'podman' : 'docker', container };
  const unit = /\/system\.slice\/(?:.*\/)?([^/\n]+\.service)$/m.exec(cgroup)?.[1];
  return unit === undefined ? { by: 'nobody' } : { by: 'systemd', unit };
}
