import { Failure, reasonOf } from '../../../errors/index.ts';
import { readText } from '../../../host/index.ts';

/**
 * The text of a file with credentials, without blanks at its ends.
 * @param what what it is, for the message
 * @throws Failure `unavailable` if it can't be read or is empty, as it may be while it is being replaced
 */
export async function readCredential(file: string, what: string): Promise<string> {
  const text = await readText(file).catch((error: unknown) => {
    throw new Failure('unavailable', `${what}: ${reasonOf(error)}`, {
      hint: 'Let the user that flannelctl runs as read it.',
      cause: error,
    });
  });
  if (text?.trim()) return text.trim();
  const why = text === undefined ? 'is not there' : 'is empty';
  throw new Failure('unavailable', `${what}: ${file} ${why}`, {
    hint: 'Put the file there, or name the right one.',
  });
}
