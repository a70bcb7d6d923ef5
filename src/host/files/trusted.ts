import { constants, type Stats } from 'node:fs';
import path from 'node:path';
import { errorCode, Failure, isMissingPath } from '../../errors/index.ts';
import { shellCommand } from '../../words/index.ts';
import { readOpen } from './bounded.ts';
import { DISK, type Disk } from './disk.ts';
import { syncFolder } from './files.ts';

/** A reason not to trust a path: an untrusted user could change it. Also how to repair that. */
interface TrustProblem {
  readonly what: string;
  readonly mend: string;
}

const BY_OTHERS = 0o002;
const BY_GROUP = 0o020;
const STICKY = 0o1000;

/** The limit of symbolic links that the kernel follows (MAXSYMLINKS). */
const LINKS_FOLLOWED = 40;

/** Whether an owner is trusted: root, the user of this process, or the user who became root by sudo. */
function isTrusted(uid: number): boolean {
  const own = process.geteuid?.() ?? 0;
  const caller = own === 0 ? Number(process.env['SUDO_UID'] ?? 0) : own;
  return uid === 0 || uid === own || uid === caller;
}

const ownerProblem = (
  what: string,
  at: string,
  { uid }: Stats,
  ...flags: readonly string[]
): TrustProblem | undefined =>
  isTrusted(uid)
    ? undefined
    : { what: `${what} belongs to uid ${uid}`, mend: shellCommand(['chown', ...flags, 'root:', at]) };

/** The reason not to trust a folder. In a sticky folder only a file's owner can delete or replace it. */
function folderProblem(at: string, found: Stats, rootOwner: number): TrustProblem | undefined {
  const { uid, gid, mode } = found;
  const isWritable = (mode & BY_OTHERS) !== 0 || ((mode & BY_GROUP) !== 0 && gid !== 0);
  if (isWritable && (mode & STICKY) === 0)
    return { what: `${at} can be written by others`, mend: shellCommand(['chmod', 'go-w', at]) };
  // In a user namespace the outer root appears as nobody, which the owner of the root folder reveals.
  return uid === rootOwner ? undefined : ownerProblem(at, at, found);
}

/** What is at a path, followed name by name; undefined where it is not there. */
async function walk(
  file: string,
  disk: Disk,
): Promise<{ readonly at: string; readonly problem?: TrustProblem } | undefined> {
  const rootOwner = (await disk.lstat('/')).uid;
  const names = file.split('/').filter(Boolean);
  let at = '/';
  for (let links = 0; names.length > 0; ) {
    const next = path.join(at, names.shift() ?? '');
    const found = await disk.lstat(next);
    const problem = found.isSymbolicLink()
      ? ownerProblem(`the link ${next}`, next, found, '-h')
      : found.isDirectory()
        ? folderProblem(next, found, rootOwner)
        : undefined;
    if (problem !== undefined) return { at: next, problem };
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

async function doubtOf(folder: string, disk: Disk): Promise<TrustProblem | undefined> {
  try {
    return (await walk(folder, disk))?.problem;
  } catch (error) {
    if (isMissingPath(error)) return undefined;
    throw error;
  }
}

const distrust = (file: string, { what, mend }: TrustProblem): Failure =>
  new Failure('invalidConfig', `${file} is not trusted: ${what}`, {
    hint: `Another user could have written it, and flannelctl would act on it as root. If its content is correct: ${mend}`,
  });

/**
 * Refuses a folder that an untrusted user could write to or replace: every component of its path must belong to root or
 * the caller, and no folder on it may be writable by others.
 * @throws Failure `invalidConfig`
 */
export async function requireTrustedFolder(folder: string, disk: Disk = DISK): Promise<void> {
  const problem = await doubtOf(folder, disk);
  if (problem !== undefined) throw distrust(folder, problem);
}

/** The reason not to trust a file: it must be writable by its owner only, and must not be a symbolic link. */
function fileProblem(file: string, found: Stats): TrustProblem | undefined {
  if (!found.isFile()) return { what: 'it is no regular file', mend: `move ${file} away` };
  const problem = ownerProblem('it', file, found);
  if (problem !== undefined || (found.mode & (BY_OTHERS | BY_GROUP)) === 0) return problem;
  return { what: 'others can write to it', mend: shellCommand(['chmod', '600', file]) };
}

async function openUnfollowed(file: string, disk: Disk) {
  try {
    return await disk.open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissingPath(error)) return undefined;
    if (errorCode(error) === 'ELOOP')
      throw distrust(file, { what: 'it is a symbolic link', mend: 'put the file itself there' });
    if (errorCode(error) === 'EACCES')
      throw new Failure('permission', `cannot read ${file}`, { hint: 'Run it as root.', cause: error });
    throw error;
  }
}

/**
 * Reads a file whose content root acts on; undefined if it does not exist.
 * @throws Failure `invalidConfig` if an untrusted user could have written it; `permission` if it can't be read
 */
export async function readTrusted(file: string, disk: Disk = DISK): Promise<string | undefined> {
  await requireTrustedFolder(path.dirname(file), disk);
  const handle = await openUnfollowed(file, disk);
  if (handle === undefined) return undefined;
  try {
    const problem = fileProblem(file, await handle.stat());
    if (problem !== undefined) throw distrust(file, problem);
    return await readOpen(handle, file, 'state');
  } finally {
    await handle.close();
  }
}

/** The modes of folders that everybody may enter, and of private ones. */
const [PUBLIC, PRIVATE] = [0o755, 0o700];

/**
 * Creates a private folder (0700) and its missing parents (0755), whatever the umask is.
 * @returns the created folders, outermost first
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
