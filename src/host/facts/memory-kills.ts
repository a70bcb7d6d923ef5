import path from 'node:path';
import { readText } from '../files/files.ts';
import type { Fact } from './fact.ts';
import { flannelProcesses } from './flannel-processes.ts';

/** A control group whose processes were killed because of its limit of memory. */
export interface MemoryKills {
  readonly cgroup: string;
  readonly kills: number;
}

/** The folder of a process's control group by its line of /proc/PID/cgroup (cgroup v2), and the one above, of its pod. */
const groupsOf = (cgroup: string): string[] => {
  const own = /^0::(\/.+)$/m.exec(cgroup)?.[1];
  return own === undefined ? [] : [own, path.dirname(own)].filter((each) => each !== '/');
};

/** How many processes a group's memory.events counts as killed. */
export const killsOf = (text: string): number => Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);

/** The kills in control groups of flannel's processes. */
export const flannelMemoryKills: Fact<readonly MemoryKills[]> = {
  name: 'kills for want of memory',
  read: async () => {
    const processes = await flannelProcesses.read();
    const groups = [...new Set(processes.flatMap(({ cgroup }) => groupsOf(cgroup)))];
    const found = groups.map(async (cgroup): Promise<MemoryKills[]> => {
      const file = path.join('/sys/fs/cgroup', cgroup, 'memory.events');
      const kills = killsOf((await readText(file).catch(() => undefined)) ?? '');
      return kills === 0 ? [] : [{ cgroup, kills }];
    });
    return (await Promise.all(found)).flat();
  },
};
