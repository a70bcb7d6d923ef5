import { inputName, readInput } from '../../host/index.ts';
import { refuseOtherKind } from '../../validate/index.ts';

/** The text of a net-conf, and what it is called in messages. */
interface NetConfInput {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads what --net-conf was given: a file, stdin (`-`), or the text itself, as the printed join line has it. A Failure
 * says so if it is another kind of document.
 */
export async function readNetConfInput(given: string): Promise<NetConfInput> {
  const input = given.trimStart().startsWith('{')
    ? { file: '--net-conf', text: given }
    : { file: inputName(given), text: await readInput(given) };
  await refuseOtherKind(input.file, input.text);
  return input;
}
