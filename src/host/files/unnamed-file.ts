import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { errorCode } from '../../errors/index.ts';

/** The flag of open(2) for a file without a name in the given folder. Node only has its O_DIRECTORY part. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/**
 * Calls `use` with a descriptor of an unnamed file that contains a text. A pipe would be unsafe: if flannelctl is
 * killed while writing to it, the program gets a partial line (`proto 14` for `proto 140`) and executes it.
 */
export async function withUnnamedFile<T>(text: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const opened = await openWith(Buffer.from(text));
  try {
    return await use(opened.fd);
  } finally {
    await opened.close();
  }
}

/** Writes with explicit positions, so that the offset that the program inherits stays at the start. */
async function writeAt(file: FileHandle, bytes: Buffer): Promise<void> {
  let position = 0;
  while (position < bytes.length)
    position += (await file.write(bytes, position, bytes.length - position, position)).bytesWritten;
}

/** Folders that may have room: the one for temporary files, then those that most systems have. */
const foldersFor = (): string[] => [...new Set([os.tmpdir(), '/tmp', '/run', '/dev/shm', '/var/tmp'])];

/** Opens an unnamed file with a text in the first folder that permits it. Throws the first error if none does. */
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
    // Some file systems lack O_TMPFILE (overlayfs before Linux 6.3).
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
