import path from 'node:path';
import { Failure } from '../../src/errors/index.ts';
import { refuseRelative, rootTrouble } from '../../src/host/index.ts';

/** A root, by its whole path; one that is there has to be a directory, and one that is not is made where it is needed. */
export async function existingRoot(given: string): Promise<string> {
  refuseRelative(given);
  const root = path.resolve(given);
  const trouble = await rootTrouble(root);
  if (trouble === undefined) return root;
  const { FLANNELCTL_ROOT } = process.env;
  const isFromThere = FLANNELCTL_ROOT !== undefined && path.resolve(FLANNELCTL_ROOT) === root;
  const { exit, message, hint = 'See the command with --help.', cause } = trouble;
  throw new Failure(exit, isFromThere ? `FLANNELCTL_ROOT ${message}` : message, { hint, cause });
}
