import type { ModelKernel } from '../model/model-kernel.ts';
import { bareKernel } from '../model/model-world.ts';
import { afterPowerCut, copyOf, type FolderNode, type Loss, newFolder } from './nodes.ts';

/** What there is of a machine: its kernel, its disk, and the boot it is in. */
export interface MemoryMachine {
  readonly kernel: ModelKernel;
  readonly root: FolderNode;
  readonly boot: string;
}

const FOLDERS = ['/etc', '/run', '/var', '/var/lib'];

function folderAt(root: FolderNode, file: string): FolderNode {
  const [, ...names] = file.split('/');
  let at = root;
  for (const name of names) {
    const next = at.entries.get(name) ?? newFolder(0o755);
    at.entries.set(name, next);
    at.synced.set(name, next);
    if (next.type !== 'directory') throw new Error(`${file} is no folder`);
    at = next;
  }
  return at;
}

/** A machine as it comes: two uplinks, and the folders that every system has. */
export function newMachine(kernel = bareKernel()): MemoryMachine {
  const root = newFolder(0o755);
  for (const folder of FOLDERS) folderAt(root, folder);
  return { kernel, root, boot: 'first' };
}

/** The same machine once more, to change by itself. */
export const cloned = ({ kernel, root, boot }: MemoryMachine): MemoryMachine => ({
  kernel: structuredClone(kernel),
  root: copyOf(root) as FolderNode,
  boot,
});

/** The machine after a power cut: what the kernel knew is gone, and so is /run and what was not synced. */
export function rebooted({ root, boot }: MemoryMachine, loss: Loss): MemoryMachine {
  const left = afterPowerCut(root, loss) as FolderNode;
  const run = newFolder(0o755);
  left.entries.set('run', run);
  left.synced.set('run', run);
  return { kernel: bareKernel(), root: left, boot: `${boot}, rebooted` };
}
