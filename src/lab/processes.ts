import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markIn } from './mark.ts';
import type { LabName } from './names.ts';
import { listNamespaces, NETNS } from './namespaces.ts';

/** A process that can be told from a later one with the same id. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in clock ticks after the boot: field 22 of /proc/PID/stat. */
  readonly startTick: number;
}

/** Of a process that ended while it was looked at, or that is not ours to look at, there is nothing to see. */
const orUndefined = async <T>(look: Promise<T>): Promise<T | undefined> => look.catch(() => undefined);

/** The fields of /proc/PID/stat after the command's name, which is in brackets and may hold anything: state, parent … */
async function statFields(pid: number): Promise<string[] | undefined> {
  const text = await orUndefined(readFile(`/proc/${pid}/stat`, 'utf8'));
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

export async function thisProcess(): Promise<ProcessId> {
  return { pid: process.pid, startTick: Number((await statFields(process.pid))?.[19]) };
}

async function isRunning({ pid, startTick }: ProcessId): Promise<boolean> {
  return Number((await statFields(pid))?.[19]) === startTick;
}

/** This process and those it was started by, which must not be ended. */
async function ownLine(): Promise<Set<number>> {
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

/** Whether a process is run for a lab; one that is only called so has to see the same files as well. */
async function isMarked(pid: number, lab: LabName, mounts: string | undefined): Promise<boolean> {
  const environ = await orUndefined(readFile(`/proc/${pid}/environ`, 'utf8'));
  const mark = environ === undefined ? undefined : markIn(environ, lab);
  if (mark !== 'perhaps') return mark === 'surely';
  return (await orUndefined(readlink(`/proc/${pid}/ns/mnt`))) === mounts;
}

/** The processes in a lab's network namespaces, and those run for the lab wherever they are: not this one. */
async function processesOf(lab: LabName): Promise<number[]> {
  const [namespaces, own] = await Promise.all([namespaceIds(lab), ownLine()]);
  const mounts = await orUndefined(readlink('/proc/self/ns/mnt'));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const belongs = await Promise.all(
    pids.map(async (pid) => {
      const netns = await orUndefined(readlink(`/proc/${pid}/ns/net`));
      if (netns === undefined || own.has(pid)) return false;
      return namespaces.has(netns) || (await isMarked(pid, lab, mounts));
    }),
  );
  return pids.filter((_, i) => belongs[i]);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * Ends a lab's processes, first of all the `lab up` that may still be at work, and waits until they are gone: at most
 * 5 seconds. Gives how many there were.
 */
export async function endProcesses(lab: LabName, builder?: ProcessId): Promise<number> {
  const ended = new Set<number>();
  if (builder !== undefined && builder.pid !== process.pid && (await isRunning(builder))) {
    ended.add(builder.pid);
    kill(builder.pid);
  }
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
