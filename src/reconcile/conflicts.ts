import { Failure } from '../errors/index.ts';
import { type Change, showObject } from '../state/index.ts';
import type { Comparison } from './compare.ts';

/** Stops where a foreign object is in the way: it is named, and nothing is changed. */
export function refuseConflicts({ diff: { changes } }: Pick<Comparison, 'diff'>): void {
  const conflicts = changes.filter(({ action }) => action === 'conflict');
  if (conflicts.length === 0) return;
  throw new Failure(
    'conflict',
    `${conflicts.length} object(s) of others stand where ours should be; nothing was changed`,
    {
      problems: conflicts.map(conflictProblem),
      hint: 'Find out who made them; delete or move them, or give the node another subnet, VNI or network.',
    },
  );
}

function conflictProblem(change: Change) {
  const found = 'from' in change ? showObject(change.from) : '';
  const wanted = 'to' in change ? showObject(change.to) : '';
  return { severity: 'error', message: `in the way: ${found}`, hint: `wanted there: ${wanted}` } as const;
}
