import { Failure } from '../../errors/index.ts';
import { shellCommand } from '../../words/index.ts';
import { askTool } from '../tool.ts';

/**
 * What `ip -j` or `bridge -j` prints: a list of objects, some of them empty. Where there is nothing to list they print
 * `[ ]`; so one that prints nothing at all has not looked, and its silence must not be taken for an empty host.
 */
export async function readJson<T extends object>(...command: string[]): Promise<T[]> {
  return parseJson<T>(await askTool(command), command);
}

/** The same of a text that is there. */
export function parseJson<T extends object>(text: string, command: readonly string[]): T[] {
  try {
    return JSON.parse(text) as T[];
  } catch {
    throw new Failure('unexpected', `${shellCommand(command)} ended well, but what it printed is no JSON`, {
      hint: 'Run it by hand to see what it says.',
    });
  }
}
