import { lstat, stat } from 'node:fs/promises';
import { errorCode, Failure, reasonOf, systemFailure } from '../errors/index.ts';

/**
 * Why files can't be below a root: something else is there or above it, it can't be looked at, or is no name. A root
 * that is not there has none: it is made where it is needed.
 */
export async function rootTrouble(root: string): Promise<Failure | undefined> {
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

/** What is wrong with a name is a usage error; what the system denies or lacks is that. */
function unusable(root: string, error: unknown): Failure {
  if (errorCode(error) === 'ENOTDIR') return notDirectory(root);
  const failure = systemFailure(error) ?? new Failure('usage', reasonOf(error));
  return failure.exit === 'preflight' ? new Failure('usage', failure.message, { cause: error }) : failure;
}
