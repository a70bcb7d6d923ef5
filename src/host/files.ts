import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../errors/index.ts';
import { type Limit, readBounded } from './bounded.ts';

/**
 * The text of a file of ours, or undefined if it is not there. What is no regular file (a folder, a FIFO that would
 * never end) has no text that we wrote: it is empty.
 */
export async function readText(file: string, limit: Limit = 'host'): Promise<string | undefined> {
  try {
    return (await stat(file)).isFile() ? await readBounded(file, limit) : '';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Whether a folder is at a path. */
export const isFolder = async (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Whether no folder can be at a path, since something else is there or above it. */
export const isNoFolder = async (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => !found.isDirectory(),
    (error: unknown) => errorCode(error) === 'ENOTDIR',
  );

/** The names in a folder; none if it is not there, or is no folder. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Makes a folder and those above it; gives those that were missing, outermost first. */
export async function makeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return [];
  const below = path.relative(first, folder).split(path.sep).filter(Boolean);
  return [first, ...below.map((_, i) => path.join(first, ...below.slice(0, i + 1)))];
}

/** Takes a file away, if it is there. */
export const removeFile = async (file: string): Promise<void> => rm(file, { force: true });

/** Why a folder can't be taken away: something is in it, it is gone, a file system is mounted on it or can't be written. */
const STAYS: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EROFS']);

/** Takes a folder away where that can be; one that somebody else put something into in the meantime stays. */
export async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!STAYS.has(errorCode(error) ?? '')) throw error;
  }
}

/** Where a file is written before it is put in place. Only the holder of the lock writes, so one name is enough. */
const temporaryOf = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.flannelctl`);

/** Whether a file of this name is one that was being written. */
export const isTemporary = (name: string): boolean => name.startsWith('.') && name.endsWith('.flannelctl');

/** Takes away what a write that was cut off has left beside its file. */
export const removeTemporary = async (file: string): Promise<void> => removeFile(temporaryOf(file));

/** Puts a file in place as a whole or not at all, also across a power cut: temporary file, fsync, rename, fsync of the folder. */
export async function writeAtomically(file: string, content: string, mode: number): Promise<void> {
  const temporary = temporaryOf(file);
  await removeFile(temporary);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.chmod(mode); // the umask may have taken bits away
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/** Puts a symbolic link in place, in the place of another, too: there is always one or the other. */
export async function linkAtomically(file: string, target: string): Promise<void> {
  const temporary = temporaryOf(file);
  await removeFile(temporary);
  await symlink(target, temporary);
  try {
    await rename(temporary, file);
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/**
 * Puts a file in place, also where there is no room for a second one beside it: then its own is written over. Not to be
 * used unless the content is kept elsewhere, too.
 */
export async function writeAnyhow(file: string, content: string, mode: number): Promise<void> {
  try {
    await writeAtomically(file, content, mode);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error;
    await writeFile(file, content, { flag: 'r+' });
    await truncate(file, Buffer.byteLength(content));
  }
}

/** Adds text to the end of a file, which is made if need be, for root's eyes only; on the disk when it returns, if so wanted. */
export async function append(file: string, text: string, isDurable: boolean): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.appendFile(text);
    if (isDurable) await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Puts on the disk which files a folder has. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file and makes the folders above it. */
export async function writeFileDeep(file: string, content: string, mode = 0o644): Promise<void> {
  await makeFolders(path.dirname(file));
  await writeAtomically(file, content, mode);
}
