import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../../../src/errors/index.ts';

/** Gives a text to a reader of files, as a file of that name in a folder of its own. */
export async function given<T>(name: string, text: string, read: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'flannelctl-input-'));
  const file = path.join(folder, name);
  try {
    await writeFile(file, text);
    return await read(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The Failure with which a reader refuses a text; its problems are each the line and what is said. */
export async function refusal(
  name: string,
  text: string,
  read: (file: string) => Promise<unknown>,
): Promise<{
  readonly message: string;
  readonly hint: string | undefined;
  readonly problems: readonly string[];
}> {
  const thrown = await given(name, text, read).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Failure)) throw new Error('no Failure was thrown', { cause: thrown });
  return {
    message: thrown.message.replace(/^\/\S*\//, '').replace(/ \/\S*\//g, ' '),
    hint: thrown.hint,
    problems: thrown.problems.map(({ location, message }) => `${location?.line}: ${message}`),
  };
}
