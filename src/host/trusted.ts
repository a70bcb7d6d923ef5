import { constants, type Stats } from 'node:fs';
import path from 'node:path';
import { errorCode, Failure } from '../errors/index.ts';
import { shellCommand } from '../words/index.ts';
import { readOpen } from './bounded.ts';
import { DISK, type Disk } from './disk.ts';
import { syncFolder } from './files.ts';

/** What of a path can be changed by somebody who is not trusted, and how to mend it. */
interface Doubt {
  readonly what: string;
  readonly mend: string;
}

const BY_OTHERS = 0o002;
const BY_GROUP = 0o020;
const STICKY = 0o1000;

/** As many symbolic links as the kernel follows (MAXSYMLINKS). */
const LINKS_FOLLOWED = 40;

/** Who may have made what is believed: root, who runs this, and whoever became root by sudo. */
function isTrusted(uid: number): boolean {
  const own = process.geteuid?.() ?? 0;
  const caller = own === 0 ? Number(process.env['SUDO_UID'] ?? 0) : own;
  return uid === 0 || uid === own || uid === caller;
}

const ownerDoubt = (
  what: string,
  at: string,
  { uid }: Stats,
  ...flags: readonly string[]
): Doubt | undefined =>
  isTrusted(uid)
    ? undefined
    : { what: `${what} belongs to uid ${uid}`, mend: shellCommand(['chown', ...flags, 'root:', at]) };

/** In a sticky folder nobody but its owner takes a name away or replaces it. */
function folderDoubt(at: string, found: Stats, rootOwner: number): Doubt | undefined {
  const { uid, gid, mode } = found;
  const isWritable = (mode & BY_OTHERS) !== 0 || ((mode & BY_GROUP) !== 0 && gid !== 0);
  if (isWritable && (mode & STICKY) === 0)
    return { what: `${at} can be written by others`, mend: shellCommand(['chmod', 'go-w', at]) };
  // In a user namespace what is root's outside belongs to nobody, as the root folder does.
  return uid === rootOwner ? undefined : ownerDoubt(at, at, found);
}

/** What is at a path, followed name by name; undefined where it is not there. */
async function walk(
  file: string,
  disk: Disk,
): Promise<{ readonly at: string; readonly doubt?: Doubt } | undefined> {
  const rootOwner = (await disk.lstat('/')).uid;
  const names = file.split('/').filter(Boolean);
  let at = '/';
  for (let links = 0; names.length > 0; ) {
    const next = path.join(at, names.shift() ?? '');
    const found = await disk.lstat(next);
    const doubt = found.isSymbolicLink()
      ? ownerDoubt(`the link ${next}`, next, found, '-h')
      : found.isDirectory()
        ? folderDoubt(next, found, rootOwner)
        : undefined;
    if (doubt !== undefined) return { at: next, doubt };
    if (found.isSymbolicLink()) {
      links += 1;
      if (links > LINKS_FOLLOWED) return undefined;
      const target = await disk.readlink(next);
      names.unshift(...target.split('/').filter(Boolean));
      if (path.isAbsolute(target)) at = '/';
    } else at = next;
  }
  return { at };
}

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

async function doubtOf(folder: string, disk: Disk): Promise<Doubt | undefined> {
  try {
    return (await walk(folder, disk))?.doubt;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const distrust = (file: string, { what, mend }: Doubt): Failure =>
  new Failure('invalidConfig', `${file} is not believed: ${what}`, {
    hint: `Somebody else could have written it, and flannelctl would act on it as root. If it is sound: ${mend}`,
  });

/**
 * Refuses a folder that somebody else could put files into, or could put another folder in the place of: every name of
 * its path has to belong to root or to the caller, and no folder of it may be written by others.
 * @throws Failure `invalidConfig`
 */
export async function requireTrustedFolder(folder: string, disk: Disk = DISK): Promise<void> {
  const doubt = await doubtOf(folder, disk);
  if (doubt !== undefined) throw distrust(folder, doubt);
}

/** A file may be written by its owner only, and its own name is no link. */
function fileDoubt(file: string, found: Stats): Doubt | undefined {
  if (!found.isFile()) return { what: 'it is no regular file', mend: `move ${file} away` };
  const doubt = ownerDoubt('it', file, found);
  if (doubt !== undefined || (found.mode & (BY_OTHERS | BY_GROUP)) === 0) return doubt;
  return { what: 'others can write to it', mend: shellCommand(['chmod', '600', file]) };
}

async function openUnfollowed(file: string, disk: Disk) {
  try {
    return await disk.open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (errorCode(error) === 'ELOOP')
      throw distrust(file, { what: 'it is a symbolic link', mend: 'put the file itself there' });
    if (errorCode(error) === 'EACCES')
      throw new Failure('permission', `cannot read ${file}`, { hint: 'Run it as root.', cause: error });
    throw error;
  }
}

/**
 * The text of a file that root acts on; undefined if it is not there.
 * @throws Failure `invalidConfig` if somebody else could have written it; `permission` if it can't be read
 */
export async function readTrusted(file: string, disk: Disk = DISK): Promise<string | undefined> {
  await requireTrustedFolder(path.dirname(file), disk);
  const handle = await openUnfollowed(file, disk);
  if (handle === undefined) return undefined;
  try {
    const doubt = fileDoubt(file, await handle.stat());
    if (doubt !== undefined) throw distrust(file, doubt);
    return await readOpen(handle, file, 'state');
  } finally {
    await handle.close();
  }
}

/** For everybody to enter; and for its owner alone. */
const [PUBLIC, PRIVATE] = [0o755, 0o700];

/**
 * Makes a folder for its owner alone (0700), and those above it that are missing (0755), whatever the umask is.
 * @returns those that were missing, outermost first
 */
export async function makePrivateFolder(folder: string, disk: Disk = DISK): Promise<string[]> {
  await requireTrustedFolder(folder, disk);
  const made: string[] = [];
  const names = path.resolve(folder).split('/').filter(Boolean);
  for (const [i] of names.entries()) {
    const at = `/${names.slice(0, i + 1).join('/')}`;
    const mode = i === names.length - 1 ? PRIVATE : PUBLIC;
    if (await makeFolder(at, mode, disk)) made.push(at);
  }
  return made;
}

/** Whether it was missing. */
async function makeFolder(folder: string, mode: number, disk: Disk): Promise<boolean> {
  try {
    await disk.mkdir(folder, { mode });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  await disk.chmod(folder, mode); // the umask may have taken bits away
  await syncFolder(path.dirname(folder), disk);
  return true;
}
