import { errorCode, Failure, messageOf } from './error.ts';
import type { ExitName } from './exit-codes.ts';

/** The meaning of a system error for the operator. */
interface Meaning {
  readonly exit: ExitName;
  readonly says: string;
  readonly hint: string;
}

const permission = (says: string): Meaning => ({
  exit: 'permission',
  says,
  hint: 'Run it as root. If it is: something denies it to root, too, as an immutable file or a container without the capability does.',
});
const room = (says: string, hint: string): Meaning => ({ exit: 'preflight', says, hint });
const path = (says: string): Meaning => ({
  exit: 'preflight',
  says,
  hint: 'Put right what is at that path, or give another one.',
});
const resource = (says: string, hint: string): Meaning => ({ exit: 'unavailable', says, hint });

const DISK = 'Mend the disk or the mount: see dmesg.';
const ROOM = 'Make room there, then run it again.';
const MEMORY = 'Give it more memory or processes: see ulimit -a, and what else runs.';
const DESCRIPTORS = 'Allow it more open files: ulimit -n 1024';

/** The meaning of each error code (errno(3)) that opening, reading, writing or starting a process may fail with. */
const MEANINGS: Readonly<Record<string, Meaning | undefined>> = {
  EACCES: permission('permission denied'),
  EPERM: permission('operation not permitted'),
  EROFS: room('the file system is read-only', 'Mount it so that it can be written: mount -o remount,rw'),
  ENOSPC: room('no space left on device', ROOM),
  EDQUOT: room('the disk quota is used up', ROOM),
  EFBIG: room('the file may not grow so far', 'Allow it larger files: ulimit -f unlimited'),
  ENOENT: path('no such file or directory'),
  ENOTDIR: path('something on the way there is not a directory'),
  EISDIR: path('it is a directory'),
  EEXIST: path('something is there already'),
  ENOTEMPTY: path('the directory is not empty'),
  ENAMETOOLONG: path('the name is too long'),
  ELOOP: path('too many symbolic links lead there, or they lead in a circle'),
  EINVAL: path('invalid argument'),
  ENXIO: path('nobody is at the other end, or there is no such device'),
  EXDEV: path('it is on another file system'),
  EBUSY: path('it is in use'),
  ETXTBSY: path('it is being run or written'),
  EMFILE: resource('too many open files', DESCRIPTORS),
  ENFILE: resource('too many open files on this machine', 'Close some, or raise fs.file-max.'),
  ENOMEM: resource('out of memory', MEMORY),
  EAGAIN: resource('no process can be started now', MEMORY),
  ENOBUFS: resource('no buffer space left', MEMORY),
  E2BIG: resource('the arguments are too long', 'Give less on the command line or in the environment.'),
  ENOEXEC: resource('it is not a program for this machine', 'Install the one that is.'),
  ENOSYS: resource('the kernel does not have it', 'Use a kernel, or a container, that allows it.'),
  EOPNOTSUPP: resource('the file system does not have it', 'Use another file system there.'),
  EIO: resource('input/output error', DISK),
  ENODEV: resource('there is no such device', DISK),
  ESTALE: resource('the network file system has lost it', DISK),
  ENOTCONN: resource('the file system’s server is gone', DISK),
  EHOSTDOWN: resource('the file system’s server is down', DISK),
  ETIMEDOUT: resource('it did not answer in time', DISK),
};

/** The verb for the operation, by the system call that Node names. */
const VERBS: Readonly<Record<string, string>> = {
  spawn: 'start',
  mkdir: 'make',
  mkdtemp: 'make',
  symlink: 'make',
  link: 'make',
  rename: 'replace',
  unlink: 'remove',
  rmdir: 'remove',
  rm: 'remove',
  write: 'write',
  fsync: 'write',
  fdatasync: 'write',
  ftruncate: 'write',
  fchmod: 'write',
  connect: 'connect to',
  listen: 'listen at',
  kill: 'end',
};

/** Errors that a file is opened with only to write it. */
const MET_BY_WRITING: ReadonlySet<string> = new Set(['EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG']);

/** The meaning of a system error; undefined for any other error. */
function meaningOf(error: unknown): (Meaning & { readonly code: string }) | undefined {
  const code = errorCode(error);
  if (code === undefined) return undefined;
  if (!(error instanceof Error && 'syscall' in error)) return undefined;
  return { ...(MEANINGS[code] ?? unlistedMeaning(error)), code };
}

/** The meaning of an unexpected error code: the kernel's own message. */
const unlistedMeaning = ({ message }: Error): Meaning =>
  resource(
    /^\w+: (.*?),/.exec(message)?.[1] ?? 'the system refused it',
    'See dmesg for what the kernel says of it.',
  );

/** The failed operation: `read /etc/a`, or the system call if there is no file. */
function attemptOf(error: unknown): string {
  const { syscall, path: file } = error as { syscall: string; path?: string };
  const [name = ''] = syscall.split(' ');
  const what = file ?? syscall.split(' ')[1];
  const verb = MET_BY_WRITING.has(errorCode(error) ?? '') ? 'write' : 'read';
  return what === undefined ? (VERBS[name] ?? name) : `${VERBS[name] ?? verb} ${what}`;
}

/**
 * The cause of a system error without the operation: `no such file or directory (ENOENT)`. For other errors, their
 * message.
 */
export function causeOf(error: unknown): string {
  const meaning = meaningOf(error);
  return meaning === undefined ? messageOf(error) : `${meaning.says} (${meaning.code})`;
}

/** A system error in one line: the operation, the file and the cause. For other errors, their message. */
export const reasonOf = (error: unknown): string =>
  meaningOf(error) === undefined ? messageOf(error) : `cannot ${attemptOf(error)}: ${causeOf(error)}`;

/** The Failure for a system error from anywhere, with operation, file and hint; undefined for any other error. */
export function systemFailure(error: unknown): Failure | undefined {
  const meaning = meaningOf(error);
  return meaning && new Failure(meaning.exit, reasonOf(error), { hint: meaning.hint, cause: error });
}
