import { readlink } from 'node:fs/promises';
import { processIds } from '../exec/process-file.ts';
import { readKernelFile } from '../files/kernel-file.ts';
import type { Fact } from './fact.ts';

/** Programs that are flannel, or have it built in. */
const NAMES = ['flanneld', 'k3s-server', 'k3s-agent'] as const;

type Name = (typeof NAMES)[number];

/** A process of one of these programs. */
export interface FlannelProcess {
  readonly name: Name;
  readonly pid: number;
  /** Its control groups, as /proc/PID/cgroup lists them; empty if they can't be read. */
  readonly cgroup: string;
}

const isOne = (name: string): name is Name => (NAMES as readonly string[]).includes(name);

/** Where a process runs; undefined if it has ended in the meantime. */
const namespaceOf = async (pid: string): Promise<string | undefined> =>
  readlink(`/proc/${pid}/ns/net`).catch(() => undefined);

async function nameHere(pid: string, netns: string): Promise<Name | undefined> {
  const name = readKernelFile(`/proc/${pid}/comm`) ?? '';
  return isOne(name) && (await namespaceOf(pid)) === netns ? name : undefined;
}

async function readProcess(pid: string, netns: string): Promise<FlannelProcess[]> {
  const name = await nameHere(pid, netns);
  if (name === undefined) return [];
  const cgroup = readKernelFile(`/proc/${pid}/cgroup`) ?? '';
  return [{ name, pid: Number(pid), cgroup }];
}

/** The processes in this network namespace that may change flannel's objects. */
export const flannelProcesses: Fact<readonly FlannelProcess[]> = {
  name: 'processes of flannel',
  read: async () => {
    const here = await readlink('/proc/self/ns/net');
    const pids = await processIds();
    return (await Promise.all(pids.map(async (pid) => readProcess(pid, here)))).flat();
  },
};
