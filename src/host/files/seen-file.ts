import { constants } from 'node:fs';
import { errorCode, isMissingPath } from '../../errors/index.ts';
import type { SeenFile } from '../../state/index.ts';
import type { Disk, DiskFile } from './disk.ts';

const { O_RDONLY, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The comparison of a path with the file observed there. */
export type FileComparison = 'same' | 'gone' | 'other';

/** Looks whether what is at a path still is what was looked at, byte for byte. */
export async function compareFile(file: string, seen: SeenFile, disk: Disk): Promise<FileComparison> {
  try {
    return (await isSame(file, seen, disk)) ? 'same' : 'other';
  } catch (error) {
    if (isMissingPath(error)) return 'gone';
    throw error;
  }
}

async function isSame(file: string, seen: SeenFile, disk: Disk): Promise<boolean> {
  if (seen.type === 'file') return isSameFile(file, seen, disk);
  const found = await disk.lstat(file);
  if (seen.type === 'symlink') return found.isSymbolicLink() && (await disk.readlink(file)) === seen.content;
  return seen.type === 'other' && !found.isFile() && !found.isDirectory() && !found.isSymbolicLink();
}

async function isSameFile(file: string, seen: SeenFile, disk: Disk): Promise<boolean> {
  const handle = await openPlain(file, O_RDONLY, disk);
  if (handle === undefined) return false;
  try {
    return (await holds(handle, seen)) && (await isAt(file, handle, disk));
  } finally {
    await handle.close();
  }
}

/** Opens what is no symbolic link, and does not wait for the other side of a FIFO; undefined if it can't be a file. */
async function openPlain(file: string, flags: number, disk: Disk): Promise<DiskFile | undefined> {
  return disk.open(file, flags | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    if (['ELOOP', 'ENXIO', 'EISDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  });
}

async function holds(handle: DiskFile, { mode, content }: SeenFile): Promise<boolean> {
  const found = await handle.stat();
  if (!found.isFile() || (found.mode & 0o7777) !== mode) return false;
  return (await handle.readFile('utf8')) === content;
}

/** Whether a name is of the file that is open: another may have taken its place while it was read. */
async function isAt(file: string, handle: DiskFile, disk: Disk): Promise<boolean> {
  const [named, opened] = [await disk.lstat(file), await handle.stat()];
  return named.ino === opened.ino && named.dev === opened.dev;
}

/**
 * Overwrites the observed file in place; false if another file has replaced it. Only for content that is also stored
 * elsewhere, because an interruption leaves a partial file.
 */
export async function overwrite(
  file: string,
  seen: SeenFile,
  content: string,
  mode: number,
  disk: Disk,
): Promise<boolean> {
  const handle = await openPlain(file, O_RDWR, disk);
  if (handle === undefined) return false;
  try {
    if (!(await holds(handle, seen))) return false;
    const { bytesWritten } = await handle.write(content, 0);
    if (bytesWritten < Buffer.byteLength(content)) throw new Error('no space left on device');
    await handle.truncate(bytesWritten);
    await handle.chmod(mode);
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}
