import type { Change, Ownership } from '../state/index.ts';
import { isRecorded, keyOf } from '../state/index.ts';
import type { HostDiff, RecordedOwnership } from './compare.ts';

const isMade = ({ action }: Change): boolean => action === 'create' || action === 'adopt';

/** What is ours by record once the changes are made: besides what was, everything they create or adopt. */
export function recordedAfter(recorded: RecordedOwnership, changes: readonly Change[]): RecordedOwnership {
  const made = changes.flatMap((change) => (isMade(change) && 'to' in change ? [change.to] : []));
  const paths = made.flatMap((object) => (object.kind === 'file' ? [object.path] : []));
  const chains = made.filter(isRecorded).map(keyOf);
  return { paths: new Set([...recorded.paths, ...paths]), chains: new Set([...recorded.chains, ...chains]) };
}

/**
 * The marks that hold from the first change on: links that are adopted bring along what is on them, and chains of
 * flannel's that go are not to be taken over once they are there again.
 */
export function marksDuring({ marks, diff: { changes } }: HostDiff): Ownership {
  const links = changes.flatMap((change) =>
    'to' in change && change.to.kind === 'link' ? [change.to.name] : [],
  );
  const gone = changes.flatMap((change) =>
    change.action === 'delete' && isRecorded(change.from) ? [change.key] : [],
  );
  const { paths, chains } = recordedAfter(marks, changes);
  return { paths, chains: new Set([...chains, ...gone]), links: new Set([...marks.links, ...links]) };
}
