import { flannelMemoryKills } from '../../host/index.ts';
import { nodeCheck, warning } from '../check.ts';

/** Whether flanneld, or the iptables that it runs, was killed for its limit of memory (faults 54). */
export const flannelMemory = nodeCheck({
  name: 'FlannelMemory',
  symptom: 'flanneld restarts again and again, with exit status 137 or -1',
  when: [],
  needs: () => ({ kills: flannelMemoryKills }),
  run: (_, { kills }) =>
    kills.slice(0, 1).map(({ cgroup, kills: count }) =>
      warning(
        `the kernel killed ${count} processes of flannel, because its limit of memory is too low`,
        'Raise resources.limits.memory in the DaemonSet kube-flannel-ds, or take it out: manifests of today have none.',
        {
          evidence: [`/sys/fs/cgroup${cgroup}/memory.events: oom_kill ${count}`],
          impact:
            'While flanneld is down, peers that come or go are not known here, and rules are not mended.',
        },
      ),
    ),
});
