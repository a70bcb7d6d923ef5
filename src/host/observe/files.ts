import type { Stats } from 'node:fs';
import { lstat, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissingPath } from '../../errors/index.ts';
import type { FileObject } from '../../state/index.ts';
import { readText } from '../files/files.ts';

/** What is at a path. A link to a folder serves as one; a FIFO or socket is only in the way. */
async function typeOf(onDisk: string, found: Stats): Promise<FileObject['type']> {
  if (found.isFile()) return 'file';
  const isLink = found.isSymbolicLink();
  const target = isLink ? await stat(onDisk).catch(() => undefined) : found;
  if (target?.isDirectory()) return 'directory';
  return isLink ? 'symlink' : 'other';
}

/** A folder that is a symbolic link has where that leads, too. */
async function contentOf(onDisk: string, type: FileObject['type'], found: Stats): Promise<string> {
  if (found.isSymbolicLink()) return readlink(onDisk);
  return type === 'file' ? ((await readText(onDisk)) ?? '') : '';
}

async function readFileObject(root: string, file: string): Promise<FileObject[]> {
  try {
    const onDisk = path.join(root, file);
    const found = await lstat(onDisk);
    const type = await typeOf(onDisk, found);
    const content = await contentOf(onDisk, type, found);
    return [{ kind: 'file', path: file, type, mode: found.mode & 0o7777, content }];
  } catch (error) {
    if (isMissingPath(error)) return [];
    throw error;
  }
}

/** The files and folders that exist, under a root: outer folders before inner ones, so that the reverse takes them away. */
export async function readFiles(root: string, files: readonly string[]): Promise<FileObject[]> {
  const found = (await Promise.all(files.map(async (file) => readFileObject(root, file)))).flat();
  const folders = found.filter(({ type }) => type === 'directory');
  return [
    ...folders.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    ...found.filter(({ type }) => type !== 'directory'),
  ];
}
