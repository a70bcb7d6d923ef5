import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, isMissingPath } from '../../errors/index.ts';
import { type Limit, readBounded } from './bounded.ts';
import { DISK, type Disk } from './disk.ts';

/**
 * Reads a file of our own; undefined if it does not exist. Empty for anything but a regular file (a folder, a FIFO that
 * would never end), because flannelctl did not write it.
 */
export async function readText(file: string, limit: Limit = 'host'): Promise<string | undefined> {
  try {
    return (await stat(file)).isFile() ? await readBounded(file, limit) : '';
  } catch (error) {
    if (isMissingPath(error) || errorCode(error) === 'ELOOP') return undefined;
    throw error;
  }
}

/** Whether a path is a folder. */
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
    if (isMissingPath(error)) return [];
    throw error;
  }
}

/** A folder and its parents, outermost first. */
function foldersTo(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [] : [...foldersTo(above), folder];
}

/**
 * Creates a folder and its missing parents; returns the created ones, outermost first. Creates them one by one, because
 * Node's recursive mkdir reports a read-only file system as a missing folder (20 to 24).
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
    (error: unknown) => !isMissingPath(error),
  );

/** Takes a file away, if it is there. */
export async function removeFile(file: string, disk: Disk = DISK): Promise<void> {
  await disk.unlink(file).catch(async (error: unknown) => {
    // On a read-only file system unlink(2) does not say that there is none.
    if (await isThere(file, disk)) throw error;
  });
}

/**
 * Errors after which a folder stays: it is not empty, it is gone, it is a mount point, or the file system is read-only.
 */
const STAYS: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EROFS']);

/** Takes a folder away where that can be; one that another program put something into in the meantime stays. */
export async function removeIfEmpty(folder: string, disk: Disk = DISK): Promise<void> {
  try {
    await disk.rmdir(folder);
  } catch (error) {
    if (!STAYS.has(errorCode(error) ?? '')) throw error;
  }
}

/**
 * The path of a file's temporary file. One name is enough, because only the holder of the lock writes.
 * @param tag a unique part of the name, if other processes may write, too
 */
export const temporaryOf = (file: string, tag?: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${tag === undefined ? '' : `${tag}.`}flannelctl`);

/** Whether a file name is that of a temporary file. */
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
    await handle.chmod(mode); // because the umask may have removed bits
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
 * Writes a file atomically, also across a power failure: temporary file, fsync, rename, fsync of the folder. Only for
 * folders that no other program writes to, because any file at the path is replaced.
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
 * Writes a file. If the disk has no room for a temporary file, overwrites the file in place. Only for content that is
 * also stored elsewhere, because an interruption leaves a partial file.
 */
export async function writeOrOverwrite(
  file: string,
  content: string,
  mode: number,
  disk: Disk = DISK,
): Promise<void> {
  try {
    await writeAtomically(file, content, mode, disk);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error;
    await writeOver(file, content, disk).catch((second: unknown) => {
      // There is no file to overwrite: what is wrong is that there is no room for it.
      // Node names no file where a write fails, only where it can't be opened.
      throw Object.assign((errorCode(second) === 'ENOENT' ? error : second) as Error, { path: file });
    });
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

/** Writes a file and creates its parent folders. */
export async function writeFileDeep(file: string, content: string, mode = 0o644): Promise<void> {
  await makeFolders(path.dirname(file));
  await writeAtomically(file, content, mode);
}
