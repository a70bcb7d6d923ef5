import { readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../errors/index.ts';
import { processIds, readProcessIfAllowed } from '../../host/index.ts';
import { matchEnvironment } from './environment.ts';
import type { LabName } from './names.ts';
import { listNamespaces, NETNS } from './namespaces.ts';

/** A process, distinguished from a later one with the same id by its start time. */
export interface ProcessId {
  readonly pid: number;
  /** The start time in clock ticks since boot: field 22 of /proc/PID/stat. */
  readonly startTick: number;
}

/** Undefined if the process ended meanwhile or may not be inspected. */
const orUndefined = async <T>(look: Promise<T>): Promise<T | undefined> =>
  look.catch((error: unknown) => {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  });

/**
 * The fields of /proc/PID/stat after the command name, which is in parentheses and may contain anything: state, parent
 * …
 */
async function statFields(pid: number): Promise<string[] | undefined> {
  const text = await readProcessIfAllowed(pid, 'stat');
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** This process, as it is recorded as the builder of a lab. */
export async function thisProcess(): Promise<ProcessId> {
  return { pid: process.pid, startTick: Number((await statFields(process.pid))?.[19]) };
}

async function isRunning({ pid, startTick }: ProcessId): Promise<boolean> {
  return Number((await statFields(pid))?.[19]) === startTick;
}

/** This process and its ancestors, which must not be killed. */
async function ownAncestors(): Promise<Set<number>> {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = Number((await statFields(pid))?.[1] ?? 0))
    line.add(pid);
  return line;
}

/** `net:[INODE]` of each network namespace of a lab, as /proc/PID/ns/net shows it. */
async function namespaceIds(lab: LabName): Promise<Set<string>> {
  const names = await listNamespaces(lab);
  const stats = await Promise.all(names.map(async (name) => orUndefined(stat(path.join(NETNS, name)))));
  return new Set(stats.flatMap((found) => (found === undefined ? [] : [`net:[${found.ino}]`])));
}

/**
 * Whether a process runs for a lab. If only the lab's name matches, the process must share the mount namespace as well.
 */
async function runsForLab(pid: number, lab: LabName, mounts: string | undefined): Promise<boolean> {
  const environ = await readProcessIfAllowed(pid, 'environ');
  const mark = environ === undefined ? undefined : matchEnvironment(environ, lab);
  if (mark !== 'perhaps') return mark === 'surely';
  return (await orUndefined(readlink(`/proc/${pid}/ns/mnt`))) === mounts;
}

/** The processes in a lab's network namespaces, and those that run for the lab elsewhere; not this process. */
async function processesOf(lab: LabName): Promise<number[]> {
  const [namespaces, own] = await Promise.all([namespaceIds(lab), ownAncestors()]);
  const mounts = await orUndefined(readlink('/proc/self/ns/mnt'));
  const pids = (await processIds()).map(Number);
  const belongs = await Promise.all(
    pids.map(async (pid) => {
      const netns = await orUndefined(readlink(`/proc/${pid}/ns/net`));
      if (netns === undefined || own.has(pid)) return false;
      return namespaces.has(netns) || (await runsForLab(pid, lab, mounts));
    }),
  );
  return pids.filter((_, i) => belongs[i]);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has exited by itself.
  }
}

/** Kills a process; false if it does not run any more. */
export async function endProcess(wanted: ProcessId): Promise<boolean> {
  if (!(await isRunning(wanted))) return false;
  kill(wanted.pid);
  return true;
}

/** Kills a lab's processes, and waits at most 5 seconds until they have exited. Returns their number. */
export async function endProcesses(lab: LabName): Promise<number> {
  const ended = new Set<number>();
  for (const deadline = Date.now() + 5000; Date.now() < deadline; await sleep(20)) {
    const pids = await processesOf(lab);
    if (pids.length === 0) break;
    for (const pid of pids) {
      ended.add(pid);
      kill(pid);
    }
  }
  return ended.size;
}
