import { readlink } from 'node:fs/promises';
import { processIds } from '../exec/process-file.ts';
import { readText } from '../files/files.ts';
import type { Fact } from './fact.ts';

/** Programs that change a host's network, by the names of their processes: the kernel keeps 15 characters. */
const PROGRAMS = [
  ...['kubelet', 'kube-proxy', 'k3s-server', 'k3s-agent', 'dockerd'],
  ...['NetworkManager', 'systemd-network'],
  ...['calico-node', 'cilium-agent', 'weaver', 'kube-router', 'antrea-agent', 'ovnkube', 'kube-ovn-daemon'],
] as const;

export type ProgramName = (typeof PROGRAMS)[number];

/** The name of a process in a network namespace; undefined for one that ended, or runs elsewhere. */
async function nameIn(netns: string, pid: string): Promise<ProgramName | undefined> {
  try {
    const comm = (await readText(`/proc/${pid}/comm`))?.trim();
    const program = PROGRAMS.find((name) => name === comm);
    return program !== undefined && (await readlink(`/proc/${pid}/ns/net`)) === netns ? program : undefined;
  } catch {
    return undefined;
  }
}

/** The programs that run in this network namespace. */
export const runningPrograms: Fact<readonly ProgramName[]> = {
  name: 'programs that run',
  read: async () => {
    const netns = await readlink('/proc/self/ns/net');
    const pids = await processIds();
    const names = await Promise.all(pids.map(async (pid) => nameIn(netns, pid)));
    return [...new Set(names.flatMap((name) => name ?? []))].sort();
  },
};
