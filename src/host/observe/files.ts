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

/** The files and folders that exist, under a root. */
export const readFiles = async (root: string, files: readonly string[]): Promise<FileObject[]> =>
  (await Promise.all(files.map(async (file) => readFileObject(root, file)))).flat();
