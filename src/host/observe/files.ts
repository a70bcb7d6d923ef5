import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { FileObject } from '../../state/index.ts';
import { readText } from '../files.ts';

async function readFileObject(root: string, file: string): Promise<FileObject[]> {
  try {
    const onDisk = path.join(root, file);
    const found = await stat(onDisk);
    const type = found.isDirectory() ? 'directory' : 'file';
    const content = type === 'file' ? ((await readText(onDisk)) ?? '') : '';
    return [{ kind: 'file', path: file, type, mode: found.mode & 0o7777, content }];
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** The files and folders that exist, under a root: outer folders before inner ones, so that the reverse takes them away. */
export async function readFiles(root: string, files: readonly string[]): Promise<FileObject[]> {
  const found = (await Promise.all(files.map(async (file) => readFileObject(root, file)))).flat();
  const folders = found.filter(({ type }) => type === 'directory');
  return [
    ...folders.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    ...found.filter(({ type }) => type === 'file'),
  ];
}
