import path from 'node:path';
import type { Instruction, SeenFile } from '../../../../src/state/index.ts';
import { type ModelKernel, refuse } from './kernel.ts';

const hasFolder = (kernel: ModelKernel, folder: string): boolean =>
  folder === '/' || kernel.files.get(folder)?.type === 'directory';

function requireFolderOf(kernel: ModelKernel, file: string): void {
  if (!hasFolder(kernel, path.dirname(file))) refuse('ENOENT: no such file or directory');
}

type Of<Tool> = Extract<Instruction, { readonly tool: Tool }>;

/** What was seen may be replaced or taken away, and nothing else. */
function requireSeen(kernel: ModelKernel, file: string, seen: SeenFile | undefined): void {
  const found = kernel.files.get(file);
  if (found === undefined) return;
  if (seen === undefined) refuse('EEXIST: file already exists');
  const { type, mode, content } = found;
  if (seen.type !== type || seen.mode !== mode || seen.content !== content) refuse('it is another by now');
}

export function write(kernel: ModelKernel, { path: file, content, mode, from }: Of<'write'>): void {
  requireFolderOf(kernel, file);
  requireSeen(kernel, file, from);
  kernel.files.set(file, { kind: 'file', type: 'file', path: file, content, mode });
}

export function link(kernel: ModelKernel, { path: file, target, from }: Of<'symlink'>): void {
  requireFolderOf(kernel, file);
  requireSeen(kernel, file, from);
  kernel.files.set(file, { kind: 'file', type: 'symlink', path: file, content: target, mode: 0o777 });
}

export function makeFolder(kernel: ModelKernel, folder: string, mode: number): void {
  requireFolderOf(kernel, folder);
  if (kernel.files.has(folder)) refuse('EEXIST: file already exists');
  kernel.files.set(folder, { kind: 'file', type: 'directory', path: folder, content: '', mode });
}

/** A folder with something in it stays, and a missing one is no error. */
export function removeFolder(kernel: ModelKernel, folder: string): void {
  const isEmpty = [...kernel.files.keys()].every((file) => path.dirname(file) !== folder);
  if (kernel.files.has(folder) && !hasFolder(kernel, folder)) refuse('ENOTDIR: not a directory');
  if (isEmpty) kernel.files.delete(folder);
}

export function unlink(kernel: ModelKernel, { path: file, from }: Of<'unlink'>): void {
  if (hasFolder(kernel, file)) refuse('EISDIR: is a directory');
  requireSeen(kernel, file, from);
  kernel.files.delete(file);
}

export function setSysctl(kernel: ModelKernel, name: string, value: string): void {
  if (!kernel.sysctls.has(name)) refuse('ENOENT: no such file or directory');
  kernel.sysctls.set(name, value);
}
