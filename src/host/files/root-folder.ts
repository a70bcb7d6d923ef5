import { lstat, stat } from 'node:fs/promises';
import { errorCode, Failure, reasonOf, systemFailure } from '../../errors/index.ts';

/**
 * The reason why files can't be put below a root: it or a parent is no directory, it can't be inspected, or the name is
 * invalid. A root that does not exist is valid, because it is created when needed.
 */
export async function rootFailure(root: string): Promise<Failure | undefined> {
  try {
    return (await stat(root)).isDirectory() ? undefined : notDirectory(root);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return unusable(root, error);
    return (await isLink(root)) ? leadsNowhere(root) : undefined;
  }
}

const isLink = async (file: string): Promise<boolean> =>
  lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

const notDirectory = (root: string): Failure => new Failure('usage', `${root} is not a directory`);

const leadsNowhere = (root: string): Failure =>
  new Failure('usage', `${root} is a symbolic link that leads nowhere`);

/** The failure of a root. An invalid name is a usage error; an error of the system has its own exit code. */
function unusable(root: string, error: unknown): Failure {
  if (errorCode(error) === 'ENOTDIR') return notDirectory(root);
  const failure = systemFailure(error) ?? new Failure('usage', reasonOf(error));
  return failure.exit === 'preflight' ? new Failure('usage', failure.message, { cause: error }) : failure;
}
