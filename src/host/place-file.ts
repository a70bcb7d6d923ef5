import { link, lstat, open, rename, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../errors/index.ts';
import type { SeenFile } from '../state/index.ts';
import { syncFolder, writeNew } from './files.ts';
import { lookAgain, overwrite } from './seen-file.ts';

/** Something of somebody else's is where a step would write or delete. It is left alone. */
class ForeignFile extends Error {
  constructor(what: string) {
    super(`${what}; it was left as it is`);
    this.name = 'ForeignFile';
  }
}

const appeared = (): ForeignFile =>
  new ForeignFile('something not created by flannelctl has come to be there since the host was looked at');
const changed = (): ForeignFile =>
  new ForeignFile('it is not what it was when the host was looked at: somebody else has changed it');

/** What is to be at a path, what was seen there, and where it is written before it is put there. */
export interface Placing {
  readonly seen: SeenFile | undefined;
  readonly temporary: string;
}

/**
 * Puts a file in place as a whole or not at all, also across a power cut. Where nothing was seen, nothing is replaced,
 * which the kernel sees to. What was seen is replaced only if it is still that: between the look and rename(2) there
 * is nothing but these two calls, since Node has no renameat2(2) to give back what it replaced.
 */
export async function placeFile(
  file: string,
  content: string,
  mode: number,
  { seen, temporary }: Placing,
): Promise<void> {
  await writeNew(temporary, content, mode).catch((error: unknown) => refuseTakenName(error, temporary));
  await moveInto(file, temporary, seen);
}

/** The same of a symbolic link. */
export async function placeLink(file: string, target: string, { seen, temporary }: Placing): Promise<void> {
  if (seen === undefined) {
    await symlink(target, file).catch(refuseTaken);
    return syncFolder(path.dirname(file));
  }
  await symlink(target, temporary).catch((error: unknown) => refuseTakenName(error, temporary));
  return moveInto(file, temporary, seen);
}

async function moveInto(file: string, temporary: string, seen: SeenFile | undefined): Promise<void> {
  try {
    const sight = seen === undefined ? 'gone' : await lookAgain(file, seen);
    if (sight === 'other') throw changed();
    if (sight === 'same') await rename(temporary, file);
    else await moveToFree(file, temporary);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/** link(2) replaces nothing, and rename(2) does. */
async function moveToFree(file: string, temporary: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (!hasNoLinks(error)) return refuseTaken(error);
    return claimAndMove(file, temporary);
  }
  return unlink(temporary);
}

/** What link(2) says on file systems without hard links: vfat and many of FUSE's. */
const hasNoLinks = (error: unknown): boolean =>
  ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(errorCode(error) ?? '');

/** Takes the name with an empty file, and replaces that if it is still there. */
async function claimAndMove(file: string, temporary: string): Promise<void> {
  const claim = await open(file, 'wx', 0o600).catch(refuseTaken);
  try {
    const [own, there] = [await claim.stat(), await lstat(file)];
    if (there.ino !== own.ino || there.size > 0) throw appeared();
    await rename(temporary, file).catch(async (error: unknown) => {
      await unlink(file);
      throw error;
    });
  } finally {
    await claim.close();
  }
}

/** Says of what was refused because something is there whose it is. */
export function refuseTaken(error: unknown): never {
  throw errorCode(error) === 'EEXIST' ? appeared() : error;
}

/** The name that something is written under first is nobody else's to take: it has the transaction's. */
function refuseTakenName(error: unknown, temporary: string): never {
  if (errorCode(error) !== 'EEXIST') throw error;
  throw new ForeignFile(`${path.basename(temporary)} beside it was not created by flannelctl`);
}

/** Puts a file back, also where there is no room for a second one beside it: then its own is written over. Its content is in the journal. */
export async function placeAnyhow(
  file: string,
  content: string,
  mode: number,
  placing: Placing,
): Promise<void> {
  try {
    await placeFile(file, content, mode, placing);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC' || placing.seen?.type !== 'file') throw error;
    if (!(await overwrite(file, placing.seen, content, mode))) throw changed();
  }
}

/** Takes a file away that is still what was seen; one that is gone is gone. */
export async function takeFile(file: string, seen: SeenFile): Promise<void> {
  const sight = await lookAgain(file, seen);
  if (sight === 'other') throw changed();
  if (sight === 'same') await unlink(file);
}
