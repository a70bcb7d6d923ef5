import { errorCode, Failure, messageOf } from '../../errors/index.ts';
import { collect, readBounded } from './bounded.ts';
import { refuseRelative } from './working-folder.ts';

/** The file name for standard input, as in most tools. */
export const STDIN = '-';

/** The name of an input file in messages. */
export const inputName = (file: string): string => (file === STDIN ? '<stdin>' : file);

/** Reads a file named on the command line, or stdin for `-`. Throws a Failure `invalidConfig` if it can't be read. */
export async function readInput(file: string): Promise<string> {
  if (file === STDIN) return collect(inputName(file), process.stdin, 'document');
  if (file === '') throw new Failure('invalidConfig', 'the name of a file is empty', { hint: NO_NAME });
  refuseRelative(file);
  return readBounded(file, 'document').catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw unreadable(file, REASONS[errorCode(error) ?? ''] ?? messageOf(error));
  });
}

const NO_NAME = 'Give the path of a file, or - for standard input; see whether a variable is not set.';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
};

const unreadable = (file: string, reason: string): Failure =>
  new Failure('invalidConfig', `cannot read ${file}: ${reason}`, {
    hint: 'Give the path of a file that can be read, or - for standard input.',
  });
