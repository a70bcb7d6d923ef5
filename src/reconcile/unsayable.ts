import { Failure } from '../errors/index.ts';
import { showObject, unsayableIn } from '../state/index.ts';
import type { HostDiff } from './compare.ts';

/**
 * Stops where something on the host is such that no tool could be told to make it again, so that a rollback would not
 * get back to it: it is named, and nothing is changed.
 */
export function refuseUnsayable({ diff: { changes } }: Pick<HostDiff, 'diff'>): void {
  const found = unsayableIn(changes);
  if (found.length === 0) return;
  throw new Failure(
    'conflict',
    `${found.length} object(s) could not be restored exactly as they are; nothing was changed`,
    {
      problems: found.map(({ object, why }) => ({
        severity: 'error',
        message: `no rollback would get back to ${showObject(object)}, because it has ${why}`,
      })),
      hint: 'Change or delete them by hand, and run it again.',
    },
  );
}
