import path from 'node:path';
import { Failure } from '../../src/errors/index.ts';
import { refuseRelative, rootFailure } from '../../src/host/index.ts';

/** The absolute path of a root. If it exists it must be a directory; if not, it is created when needed. */
export async function existingRoot(given: string): Promise<string> {
  refuseRelative(given);
  const root = path.resolve(given);
  const trouble = await rootFailure(root);
  if (trouble === undefined) return root;
  const { FLANNELCTL_ROOT } = process.env;
  const isFromThere = FLANNELCTL_ROOT !== undefined && path.resolve(FLANNELCTL_ROOT) === root;
  const { exit, message, hint = 'See the command with --help.', cause } = trouble;
  throw new Failure(exit, isFromThere ? `FLANNELCTL_ROOT ${message}` : message, { hint, cause });
}
