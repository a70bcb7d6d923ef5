import { changeFile } from '../../../src/host/files/change-file.ts';
import type { Disk } from '../../../src/host/files/disk.ts';
import { filesOn } from '../../../src/host/machine.ts';
import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import {
  commandText,
  type FileObject,
  type Instruction,
  isPeerObject,
  keyOf,
} from '../../../src/state/index.ts';
import { execute, observe } from '../model/model-kernel.ts';
import { memoryDisk } from './disk.ts';
import type { MemoryMachine } from './machine.ts';
import { fail } from './nodes.ts';
import type { Power } from './power.ts';

/** What goes wrong with the n-th instruction, from 1 on. */
export interface Fault {
  readonly at: number;
  /**
   * `refused`: it is not done, and that is said. `done`: it is done, and it is said that it was not. `lied`: neither it
   * nor the rest of its batch is done, and that is not said. `full`: it is refused, and from then on the disk has no
   * room for another file. `readOnly`: from then on no file can be opened for writing.
   */
  readonly kind: 'refused' | 'done' | 'lied' | 'full' | 'readOnly';
}

/** The file, folder or link at a path, as src/host reads it. */
async function fileAt(disk: Disk, path: string): Promise<FileObject[]> {
  const found = await disk.lstat(path).catch(() => undefined);
  if (found === undefined) return [];
  const seen = { kind: 'file', path, mode: found.mode & 0o7777 } as const;
  if (found.isDirectory()) return [{ ...seen, type: 'directory', content: '' }];
  if (found.isSymbolicLink()) return [{ ...seen, type: 'symlink', content: await disk.readlink(path) }];
  const handle = await disk.open(path, 'r');
  const content = await handle.readFile('utf8');
  await handle.close();
  return [{ ...seen, type: 'file', content }];
}

async function filesAt(disk: Disk, paths: readonly string[]): Promise<FileObject[]> {
  const found = (await Promise.all(paths.map(async (path) => fileAt(disk, path)))).flat();
  const isFolder = ({ type }: FileObject): boolean => type === 'directory';
  return [
    ...found.filter(isFolder).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    ...found.filter((file) => !isFolder(file)),
  ];
}

const isOfFiles = (
  instruction: Instruction,
): instruction is Extract<Instruction, { tool: 'write' | 'symlink' | 'mkdir' | 'rmdir' | 'unlink' }> =>
  ['write', 'symlink', 'mkdir', 'rmdir', 'unlink'].includes(instruction.tool);

const isWriting = (flags: string | number): boolean => flags === 'wx' || flags === 'r+';

/** A disk as it is after a fault. */
function faulty(disk: Disk, kind: Fault['kind'] | undefined): Disk {
  if (kind !== 'full' && kind !== 'readOnly') return disk;
  return {
    ...disk,
    open: async (file, flags, mode) => {
      if (kind === 'full' && flags === 'wx') return fail('ENOSPC');
      return kind === 'readOnly' && isWriting(flags) ? fail('EROFS') : disk.open(file, flags, mode);
    },
  };
}

/** Applies batches to a machine; the n-th instruction with a fault. */
function applier(machine: MemoryMachine, disk: Disk, power: Power, faults: readonly Fault[]) {
  let done = 0;
  let lasting: Fault['kind'] | undefined;
  const run: ReconcileHost['network']['apply'] = async (batch, context) => {
    let isLying = false;
    for (const { instruction } of batch) {
      done += 1;
      const kind = faults.find(({ at }) => at === done)?.kind;
      const refusal = new Error(`${commandText(instruction, '/')}: refused by the test`);
      if (kind === 'full' || kind === 'readOnly') lasting = kind;
      if (kind === 'refused' || (kind !== undefined && kind === lasting)) throw refusal;
      isLying ||= kind === 'lied';
      if (isLying) continue;
      if (isOfFiles(instruction)) await changeFile(instruction, context, faulty(disk, lasting));
      else await power.effect(commandText(instruction, '/'), () => execute(machine.kernel, instruction));
      if (kind === 'done') throw refusal;
    }
  };
  return { run, count: () => done };
}

/** A machine as a transaction knows it, until the power goes. */
export function memoryHost(machine: MemoryMachine, power: Power, faults: readonly Fault[] = []) {
  const disk = memoryDisk(machine.root, power);
  const apply = applier(machine, disk, power, faults);
  let seconds = 1000;
  const host: ReconcileHost = {
    root: '/',
    files: filesOn(disk),
    network: {
      observe: async ({ sysctls, paths }) => [
        ...observe(machine.kernel, { sysctls, paths: [] }),
        ...(await filesAt(disk, paths)),
      ],
      lookUp: async (objects) => {
        const found = observe(machine.kernel, { sysctls: [], paths: [] }).filter(isPeerObject);
        const byKey = new Map(found.map((object) => [keyOf(object), object]));
        return objects.map((object) => byKey.get(keyOf(object)));
      },
      dependents: async () => [],
      apply: apply.run,
      ip: async () => {
        throw new Error('there is nothing foreign to make again');
      },
      answering: async (probes) => probes,
    },
    clock: {
      now: () => new Date(Date.UTC(2026, 0, 1) + seconds * 1000),
      uptime: () => seconds,
      sleep: async (milliseconds) => {
        seconds += milliseconds / 1000;
      },
    },
    processes: {
      pid: 4711,
      invocation: async () => ({ command: 'flannelctl test', user: { uid: 0 } }),
      parent: () => 1,
      interruptible: async (work) => work(new AbortController().signal),
      ignoreSignals: () => {},
      awaitProcesses: async () => {},
      toolSeconds: () => 30,
      kill: () => {},
      startInBackground: async () => {},
      hold: async () => ({ close: () => {} }),
      askHolder: async () => undefined,
    },
    kernel: {
      bootId: async () => machine.boot,
      networkNamespace: async () => 'net:[1]',
      placeOfNamespace: async () => undefined,
    },
    log: () => {},
  };
  return { host, instructions: apply.count };
}
