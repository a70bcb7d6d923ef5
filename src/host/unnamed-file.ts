import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { errorCode } from '../errors/index.ts';

/** Linux: a file without a name in the given folder (open(2)). Node knows only the part of it that is O_DIRECTORY. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/**
 * Calls with a descriptor of a file that holds a text and has no name. A pipe would be fed by us: killed half-way, we
 * would leave half a line in it (`proto 14` for `proto 140`), and the program would carry that out.
 */
export async function withUnnamedFile<T>(text: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const opened = await openUnnamed();
  try {
    await writeAt(opened, Buffer.from(text));
    return await use(opened.fd);
  } finally {
    await opened.close();
  }
}

/** By position, which leaves the offset that the program inherits at the start. */
async function writeAt(file: FileHandle, bytes: Buffer): Promise<void> {
  let position = 0;
  while (position < bytes.length)
    position += (await file.write(bytes, position, bytes.length - position, position)).bytesWritten;
}

async function openUnnamed(): Promise<FileHandle> {
  try {
    return await open(os.tmpdir(), O_TMPFILE | constants.O_RDWR, 0o600);
  } catch (error) {
    // Not every file system has it (overlayfs before Linux 6.3).
    if (!['EOPNOTSUPP', 'EISDIR', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    return openAndForget();
  }
}

async function openAndForget(): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
  try {
    return await open(path.join(folder, 'input'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
