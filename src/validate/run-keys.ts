import type { Problem } from '../errors/index.ts';
import { type Entry, problemAt, type Source, type SourceNode } from '../text/index.ts';

/**
 * Flags that are about one run, not about the node. Who consents to a change looks at its diff, which a file in git has
 * not seen.
 */
const RUN_FLAGS: ReadonlySet<string> = new Set([
  'accept-loss',
  'config',
  'detailed-exitcode',
  'dry-run',
  'output',
  'quiet',
  'remove-peer',
  'root',
  'show-commands',
  'verbose',
  'yes',
]);

/** The flag that a key is named like: `acceptLoss` and `accept-loss` are `accept-loss`. */
const flagOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const isRunKey = ({ key }: Entry): boolean => RUN_FLAGS.has(flagOf(key));

/** Takes the keys that are flags of one run out of a document. @returns the rest, and a problem for each */
export function withoutRunKeys(
  root: SourceNode,
  source: Source,
): { readonly rest: SourceNode; readonly problems: readonly Problem[] } {
  if (root.kind !== 'object') return { rest: root, problems: [] };
  return {
    rest: { ...root, entries: root.entries.filter((entry) => !isRunKey(entry)) },
    problems: root.entries
      .filter(isRunKey)
      .map(({ key, keyRange }) =>
        problemAt(
          source,
          keyRange,
          'error',
          `${key} is said for each run, not in a file`,
          `Give it with the command: --${flagOf(key)}`,
        ),
      ),
  };
}
