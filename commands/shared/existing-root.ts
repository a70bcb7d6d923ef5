import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CLIError } from '@oclif/core/errors';

/** The path of a root; one that is there has to be a directory, and one that is not is made where it is needed. */
export async function existingRoot(text: string): Promise<string> {
  const isInTheWay = await stat(text).then(
    (found) => !found.isDirectory(),
    ({ code }: NodeJS.ErrnoException) => code === 'ENOTDIR',
  );
  if (!isInTheWay) return text;
  const { FLANNELCTL_ROOT } = process.env;
  const isFromThere = FLANNELCTL_ROOT !== undefined && path.resolve(FLANNELCTL_ROOT) === path.resolve(text);
  const from = isFromThere ? 'FLANNELCTL_ROOT ' : '';
  throw new CLIError(`${from}${text} is not a directory`);
}
