import { access, constants, lstat, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, Failure, messageOf } from '../../errors/index.ts';
import { createFile } from './create-file.ts';
import { writeAtomically } from './files.ts';
import { refuseRelative } from './working-folder.ts';

/** What only its owner may read. */
const PRIVATE = 0o600;

const taken = (file: string): Failure =>
  new Failure('usage', `${file} exists`, { hint: 'Give another name, or --force to replace it.' });

/** Writes a file that somebody asked for, for its owner's eyes only. @param force whether one that exists is replaced */
export async function writeAskedFile(file: string, content: string, force: boolean): Promise<void> {
  refuseRelative(file);
  const whole = path.resolve(file);
  try {
    if (force) await writeAtomically(whole, content, PRIVATE);
    else await createFile(whole, content, PRIVATE, String(process.pid));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw taken(file);
    throw unwritable(file, error, ', or - for standard output');
  }
}

const unwritable = (file: string, error: unknown, orElse = ''): Failure =>
  new Failure('usage', `cannot write ${file}: ${REASONS[errorCode(error) ?? ''] ?? messageOf(error)}`, {
    hint: `Give a name in a folder that exists and can be written to${orElse}.`,
    cause: error,
  });

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'there is no such folder',
  EROFS: 'the file system is read-only',
};

/** Fails where a file that is to be written exists, before work is spent on it. */
export async function refuseTakenFile(file: string): Promise<void> {
  if (file === '')
    throw new Failure('usage', 'the name of the file is empty', {
      hint: 'Give a name, or - for standard output.',
    });
  const found = await lstat(file).catch(() => undefined);
  if (found !== undefined) throw taken(file);
}

/** Fails where a report can't be written to a file, before work is spent on it. */
export async function refuseReportPlace(file: string): Promise<void> {
  refuseRelative(file);
  try {
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await access(found === undefined ? path.dirname(path.resolve(file)) : file, constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Writes a report to a file that somebody asked for, over that of an earlier run. */
export async function writeReportFile(file: string, content: string): Promise<void> {
  await writeFile(file, content).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}
