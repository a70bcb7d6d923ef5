import { type Change, isRecorded, kindOf, type Ownership } from '../../state/index.ts';
import type { HostDiff, RecordedOwnership } from './compare.ts';

const isMade = ({ action }: Change): boolean => action === 'create' || action === 'adopt';

const networksOf = ({ networks }: RecordedOwnership): Pick<RecordedOwnership, 'networks'> =>
  networks === undefined ? {} : { networks };

/** Ownership by record after the changes: what was ours before, and everything that they create or adopt. */
export function recordedAfter(recorded: RecordedOwnership, changes: readonly Change[]): RecordedOwnership {
  const [paths, chains] = [new Set(recorded.paths), new Set(recorded.chains)];
  for (const change of changes) {
    if (!isMade(change) || !('to' in change)) continue;
    const file = kindOf(change.to).filePath?.(change.to);
    if (file !== undefined) paths.add(file);
    if (isRecorded(change.to)) chains.add(change.key);
  }
  return { ...networksOf(recorded), paths, chains };
}

/**
 * Ownership by record from the first change on: adopted links include what is on them, and flannel's chains that are
 * deleted are not adopted if they appear again.
 */
export function marksDuring({ marks, diff: { changes } }: HostDiff): Ownership {
  const links = changes.flatMap((change) =>
    'to' in change ? (kindOf(change.to).linkName?.(change.to) ?? []) : [],
  );
  const gone = changes.flatMap((change) =>
    change.action === 'delete' && isRecorded(change.from) ? [change.key] : [],
  );
  const { paths, chains } = recordedAfter(marks, changes);
  return {
    ...networksOf(marks),
    paths,
    chains: new Set([...chains, ...gone]),
    links: new Set([...marks.links, ...links]),
  };
}
