import path from 'node:path';
import { CLIError } from '@oclif/core/errors';
import { isNoFolder } from '../../src/host/index.ts';

/** A root, by its whole path; one that is there has to be a directory, and one that is not is made where it is needed. */
export async function existingRoot(root: string): Promise<string> {
  if (!(await isNoFolder(root))) return root;
  const { FLANNELCTL_ROOT } = process.env;
  const isFromThere = FLANNELCTL_ROOT !== undefined && path.resolve(FLANNELCTL_ROOT) === root;
  throw new CLIError(`${isFromThere ? 'FLANNELCTL_ROOT ' : ''}${root} is not a directory`);
}
