import { Failure } from '../../errors/index.ts';
import { showObject, unencodableIn } from '../../state/index.ts';
import type { HostDiff } from './compare.ts';

/**
 * Refuses a diff with an object that a rollback could not create again, because no tool accepts it as text.
 * @throws Failure `conflict`, which names each; nothing has been changed
 */
export function refuseUnencodable({ diff: { changes } }: Pick<HostDiff, 'diff'>): void {
  const found = unencodableIn(changes);
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
