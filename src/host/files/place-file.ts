import path from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { SeenFile } from '../../state/index.ts';
import type { Disk } from './disk.ts';
import { syncFolder, writeNew } from './files.ts';
import { compareFile, overwrite } from './seen-file.ts';

/** A foreign file is at a path to be written or deleted. It is left alone. */
class ForeignFile extends Error {
  constructor(what: string) {
    super(`${what}; it was left as it is`);
    this.name = 'ForeignFile';
  }
}

const appeared = (): ForeignFile =>
  new ForeignFile('another program created something there since the host was observed');
const changed = (): ForeignFile =>
  new ForeignFile('it differs from what was observed: another program changed it');

/** What was seen at a path, and where what is to be there is written first. */
export interface FilePlacement {
  readonly disk: Disk;
  readonly seen: SeenFile | undefined;
  readonly temporary: string;
}

/**
 * Writes a file atomically, also across a power failure. If no file was observed at the path, the kernel guarantees
 * that none is replaced. An observed file is replaced only if it is unchanged: between that check and rename(2) there
 * is no other call, because Node has no renameat2(2) that could exchange the files.
 */
export async function placeFile(
  file: string,
  content: string,
  mode: number,
  placing: FilePlacement,
): Promise<void> {
  const { temporary, disk } = placing;
  await writeNew(temporary, content, mode, disk).catch((error: unknown) => refuseTakenName(error, temporary));
  await moveInto(file, placing);
}

/** The same of a symbolic link. */
export async function placeLink(file: string, target: string, placing: FilePlacement): Promise<void> {
  const { seen, temporary, disk } = placing;
  if (seen === undefined) {
    await disk.symlink(target, file).catch(refuseTaken);
    return syncFolder(path.dirname(file), disk);
  }
  await disk.symlink(target, temporary).catch((error: unknown) => refuseTakenName(error, temporary));
  return moveInto(file, placing);
}

async function moveInto(file: string, placing: FilePlacement): Promise<void> {
  const { seen, temporary, disk } = placing;
  try {
    const comparison = seen === undefined ? 'gone' : await compareFile(file, seen, disk);
    if (comparison === 'other') throw changed();
    if (comparison === 'same') await disk.rename(temporary, file);
    else await moveToFree(file, temporary, disk);
  } catch (error) {
    await disk.unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(path.dirname(file), disk);
}

/** link(2) replaces nothing, and rename(2) does. */
async function moveToFree(file: string, temporary: string, disk: Disk): Promise<void> {
  try {
    await disk.link(temporary, file);
  } catch (error) {
    if (!hasNoLinks(error)) return refuseTaken(error);
    return claimAndMove(file, temporary, disk);
  }
  return disk.unlink(temporary);
}

/** Whether the file system has no hard links (vfat, many FUSE file systems), by the error code of link(2). */
const hasNoLinks = (error: unknown): boolean =>
  ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(errorCode(error) ?? '');

/** Takes the name with an empty file, and replaces that if it is still there. */
async function claimAndMove(file: string, temporary: string, disk: Disk): Promise<void> {
  const claim = await disk.open(file, 'wx', 0o600).catch(refuseTaken);
  try {
    const [own, there] = [await claim.stat(), await disk.lstat(file)];
    if (there.ino !== own.ino || there.size > 0) throw appeared();
    await disk.rename(temporary, file).catch(async (error: unknown) => {
      await disk.unlink(file);
      throw error;
    });
  } finally {
    await claim.close();
  }
}

/** Converts EEXIST to an error that says that the file is foreign. */
export function refuseTaken(error: unknown): never {
  throw errorCode(error) === 'EEXIST' ? appeared() : error;
}

/** Reports a taken temporary name. It contains the transaction's id, so no other process uses it by chance. */
function refuseTakenName(error: unknown, temporary: string): never {
  if (errorCode(error) !== 'EEXIST') throw error;
  throw new ForeignFile(`${path.basename(temporary)} beside it was not created by flannelctl`);
}

/**
 * Restores a file. If the disk has no room for a temporary file, overwrites the file in place; its content is in the
 * journal.
 */
export async function placeOrOverwrite(
  file: string,
  content: string,
  mode: number,
  placing: FilePlacement,
): Promise<void> {
  try {
    await placeFile(file, content, mode, placing);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC' || placing.seen?.type !== 'file') throw error;
    if (!(await overwrite(file, placing.seen, content, mode, placing.disk))) throw changed();
  }
}

/** Deletes a file that is still as it was observed. A missing file is no error. */
export async function deleteFile(file: string, seen: SeenFile, disk: Disk): Promise<void> {
  const comparison = await compareFile(file, seen, disk);
  if (comparison === 'other') throw changed();
  if (comparison === 'same') await disk.unlink(file);
}
