import { constants } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { Disk, DiskFile } from './disk.ts';

/** The observed folders that are symbolic links to folders, by path without the root, with their targets. */
export type FolderLinks = ReadonlyMap<string, string>;

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** A folder above a file is not the observed one. */
class MovedFolder extends Error {
  constructor(folder: string) {
    super(`${folder} was replaced by another folder meanwhile`);
    this.name = 'MovedFolder';
  }
}

/**
 * Calls `use` with a path of a file in a folder that is held open, so that the path stays in that folder even if the
 * folder is renamed or replaced meanwhile. Each folder below the root must be a real folder or an observed symbolic
 * link.
 */
export async function inHeldFolder<T>(
  root: string,
  file: string,
  links: FolderLinks,
  disk: Disk,
  use: (name: string) => Promise<T>,
): Promise<T> {
  let held = await disk.open(root, O_RDONLY | O_DIRECTORY);
  try {
    let below = '/';
    for (const part of path.dirname(file).split('/').filter(Boolean)) {
      below = path.join(below, part);
      const next = await openBelow(disk, held, part, links.get(below), path.join(root, below));
      await held.close();
      held = next;
    }
    return await use(nameIn(held, path.basename(file)));
  } finally {
    await held.close();
  }
}

/** Linux: what an open descriptor leads to, also where that has another name by now (proc_pid_fd(5)). */
const nameIn = (folder: DiskFile, name: string): string => `/proc/self/fd/${folder.fd}/${name}`;

/**
 * Opens the next folder on the path.
 * @param link the observed target, if the folder was a symbolic link
 */
async function openBelow(
  disk: Disk,
  above: DiskFile,
  name: string,
  link: string | undefined,
  shown: string,
): Promise<DiskFile> {
  const at = nameIn(above, name);
  const isLinkStill = link !== undefined && (await disk.readlink(at).catch(() => undefined)) === link;
  return disk.open(at, O_RDONLY | O_DIRECTORY | (isLinkStill ? 0 : O_NOFOLLOW)).catch((error: unknown) => {
    // What open(2) says of a symbolic link depends on the flag it looks at first.
    throw ['ELOOP', 'ENOTDIR'].includes(errorCode(error) ?? '') ? new MovedFolder(shown) : error;
  });
}
