import path from 'node:path';
import { DISK, type Disk } from './disk.ts';
import { removeFile, syncFolder, temporaryOf, writeNew } from './files.ts';

/**
 * Creates a file atomically, also across a power failure, and only if the name is free. If two processes do so at the
 * same time, one gets EEXIST.
 * @param tag a unique part of the temporary file's name
 */
export async function createFile(
  file: string,
  content: string,
  mode: number,
  tag: string,
  disk: Disk = DISK,
): Promise<void> {
  const temporary = temporaryOf(file, tag);
  await writeNew(temporary, content, mode, disk);
  try {
    await disk.link(temporary, file);
  } finally {
    await removeFile(temporary, disk);
  }
  await syncFolder(path.dirname(file), disk);
}
