import path from 'node:path';
import { DISK, type Disk } from './disk.ts';
import { removeFile, syncFolder, temporaryOf, writeNew } from './files.ts';

/**
 * Creates a file as a whole or not at all, also across a power cut, and only where nothing has its name: of two that do
 * it at the same time one gets EEXIST.
 * @param tag what nobody else names its temporary file by
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
