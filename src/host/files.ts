import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../errors/index.ts';
import { type Limit, readBounded } from './bounded.ts';
import { DISK, type Disk } from './disk.ts';

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

/** The names in a folder; none if it is not there, or is no folder. */
export async function listFolder(folder: string, disk: Disk = DISK): Promise<string[]> {
  try {
    return await disk.readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** A folder and those above it, outermost first. */
function foldersTo(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [] : [...foldersTo(above), folder];
}

/**
 * Makes a folder and those above it; gives those that were missing, outermost first. What keeps it from that is said as
 * it is: mkdir of Node takes a read-only file system for a missing folder where it makes several (20 to 24).
 */
async function makeFolders(folder: string): Promise<string[]> {
  const made: string[] = [];
  for (const each of foldersTo(path.resolve(folder))) {
    await mkdir(each).then(
      () => made.push(each),
      async (error: unknown) => {
        if (!(await isFolder(each))) throw error;
      },
    );
  }
  return made;
}

const isThere = async (file: string, disk: Disk): Promise<boolean> =>
  disk.lstat(file).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? ''),
  );

/** Takes a file away, if it is there. */
export async function removeFile(file: string, disk: Disk = DISK): Promise<void> {
  await disk.unlink(file).catch(async (error: unknown) => {
    // On a read-only file system unlink(2) does not say that there is none.
    if (await isThere(file, disk)) throw error;
  });
}

/** Why a folder can't be taken away: something is in it, it is gone, a file system is mounted on it or can't be written. */
const STAYS: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EROFS']);

/** Takes a folder away where that can be; one that somebody else put something into in the meantime stays. */
export async function removeIfEmpty(folder: string, disk: Disk = DISK): Promise<void> {
  try {
    await disk.rmdir(folder);
  } catch (error) {
    if (!STAYS.has(errorCode(error) ?? '')) throw error;
  }
}

/**
 * Where a file is written before it is put in place. Only the holder of the lock writes, so one name is enough.
 * @param tag where others may write, too: what nobody else names a file by
 */
export const temporaryOf = (file: string, tag?: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${tag === undefined ? '' : `${tag}.`}flannelctl`);

/** Whether a file of this name is one that was being written. */
const isTemporary = (name: string): boolean => name.startsWith('.') && name.endsWith('.flannelctl');

/** Takes away what a write that was interrupted has left beside its file. */
export const removeTemporary = async (file: string, tag?: string, disk: Disk = DISK): Promise<void> =>
  removeFile(temporaryOf(file, tag), disk);

/** Makes a file with a content, on the disk when it returns; one that is there is an error, and stays. */
export async function writeNew(
  file: string,
  content: string,
  mode: number,
  disk: Disk = DISK,
): Promise<void> {
  const handle = await disk.open(file, 'wx', mode);
  try {
    await handle.chmod(mode); // the umask may have taken bits away
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await removeFile(file, disk);
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Puts a file in place as a whole or not at all, also across a power cut: temporary file, fsync, rename, fsync of the
 * folder. Only in a folder that nobody else writes to: whatever is there is replaced.
 */
export async function writeAtomically(
  file: string,
  content: string,
  mode: number,
  disk: Disk = DISK,
): Promise<void> {
  const temporary = temporaryOf(file);
  await removeFile(temporary, disk);
  await writeNew(temporary, content, mode, disk);
  try {
    await disk.rename(temporary, file);
  } catch (error) {
    await removeFile(temporary, disk);
    throw error;
  }
  await syncFolder(path.dirname(file), disk);
}

/**
 * Puts a file in place, also where there is no room for a second one beside it: then its own is written over. Not to be
 * used unless the content is kept elsewhere, too.
 */
export async function writeAnyhow(
  file: string,
  content: string,
  mode: number,
  disk: Disk = DISK,
): Promise<void> {
  try {
    await writeAtomically(file, content, mode, disk);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error;
    await writeOver(file, content, disk);
  }
}

/** The same of all files in a folder. */
export async function removeTemporaries(folder: string, disk: Disk = DISK): Promise<void> {
  const names = (await listFolder(folder, disk)).filter(isTemporary);
  for (const name of names) await removeFile(path.join(folder, name), disk);
}

async function writeOver(file: string, content: string, disk: Disk): Promise<void> {
  const handle = await disk.open(file, 'r+');
  try {
    await handle.writeFile(content);
    await handle.truncate(Buffer.byteLength(content));
  } finally {
    await handle.close();
  }
}

/** Adds text to the end of a file, which is made if need be, for root's eyes only; on the disk when it returns, if so wanted. */
export async function append(
  file: string,
  text: string,
  isDurable: boolean,
  disk: Disk = DISK,
): Promise<void> {
  const handle = await disk.open(file, 'a', 0o600);
  try {
    await handle.appendFile(text);
    if (isDurable) await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Puts on the disk which files a folder has. */
export async function syncFolder(folder: string, disk: Disk = DISK): Promise<void> {
  const handle = await disk.open(folder, 'r');
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
