import { outputOf, type RunResult } from '../../exec/run.ts';
import { askTool, runTool } from '../../exec/tool.ts';
import { type Printed, readExpected } from './expected.ts';
import { type Item, Unreadable } from './fields.ts';
import { parseList } from './parse-json.ts';
import { unreadable } from './unreadable.ts';

/** What a reader makes of something that a tool printed; where it can't, a Failure names the tool's version. */
export async function readAnswer<Answer, T>(
  command: readonly string[],
  answer: Answer,
  read: (answer: Answer) => T | Promise<T>,
): Promise<T> {
  try {
    return await read(answer);
  } catch (error) {
    throw error instanceof Unreadable ? await unreadable(command, error) : error;
  }
}

/** The objects in a list that a command prints, of which some are expected. */
export const readListExpecting = async <T>(
  command: readonly string[],
  printed: Printed<T>,
  expected: readonly T[],
): Promise<readonly T[]> =>
  readAnswer(command, await askTool(command), (text) => readExpected(text, printed, expected));

/** Lists by the answers that they are of: readers of one reading share them. */
const listed = new WeakMap<RunResult, readonly Item[]>();

function itemsOf(result: RunResult): readonly Item[] {
  const items = listed.get(result) ?? parseList(outputOf(result));
  listed.set(result, items);
  return items;
}

/** What a reader makes of the list that `ip -j` or `bridge -j` prints. */
export const readList = async <T>(
  command: readonly string[],
  read: (items: readonly Item[]) => T,
): Promise<T> => readAnswer(command, await runTool(command), (result) => read(itemsOf(result)));
