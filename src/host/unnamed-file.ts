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
  const opened = await openWith(Buffer.from(text));
  try {
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

/** Where there may be room for it: the folder for temporary files, then where systems have one anyway. */
const foldersFor = (): string[] => [...new Set([os.tmpdir(), '/tmp', '/run', '/dev/shm', '/var/tmp'])];

/** Opens one with a text in the first folder that takes it; the first refusal, if none does. */
async function openWith(bytes: Buffer): Promise<FileHandle> {
  const refusals: unknown[] = [];
  for (const folder of foldersFor()) {
    const opened = await openUnnamed(folder).catch((error: unknown) => {
      refusals.push(error);
    });
    if (opened === undefined) continue;
    try {
      await writeAt(opened, bytes);
      return opened;
    } catch (error) {
      refusals.push(error);
      await opened.close();
    }
  }
  throw refusals[0];
}

async function openUnnamed(folder: string): Promise<FileHandle> {
  try {
    return await open(folder, O_TMPFILE | constants.O_RDWR, 0o600);
  } catch (error) {
    // Not every file system has it (overlayfs before Linux 6.3).
    if (!['EOPNOTSUPP', 'EISDIR', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    return openAndForget(folder);
  }
}

async function openAndForget(within: string): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(within, 'flannelctl-'));
  try {
    return await open(path.join(folder, 'input'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
