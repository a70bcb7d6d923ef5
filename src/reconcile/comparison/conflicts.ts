import { Failure, type Problem } from '../../errors/index.ts';
import { type Change, type HostObject, indexOf, kindOf, resolution, showObject } from '../../state/index.ts';
import type { HostDiff } from './compare.ts';

type Conflict = Extract<Change, { readonly action: 'conflict' }>;

/** Each foreign object that is in the way, with what is wanted there and what mends it. */
export const conflictProblems = ({
  diff: { changes },
  observed,
}: Pick<HostDiff, 'diff' | 'observed'>): Problem[] =>
  changes.flatMap((change) => (change.action === 'conflict' ? [conflictProblem(change, observed)] : []));

/** @throws Failure `conflict`, which names each foreign object that is in the way; nothing has been changed */
export function refuseConflicts(found: Pick<HostDiff, 'diff' | 'observed'>): void {
  const problems = conflictProblems(found);
  if (problems.length === 0) return;
  throw new Failure(
    'conflict',
    `${problems.length} object(s) not created by flannelctl are in the way; nothing was changed`,
    { problems, hint: 'Resolve each as it says, then run it again.' },
  );
}

const conflictProblem = ({ from, to }: Conflict, observed: readonly HostObject[]): Problem => ({
  severity: 'error',
  message: `in the way: ${showObject(from)}${detailOf(from, to, observed)}`,
  hint: `wanted there: ${showObject(to)}\n${resolution(to)}`,
});

const detailOf = (from: HostObject, to: HostObject, observed: readonly HostObject[]): string =>
  from.kind === to.kind ? (kindOf(from).conflictDetail?.(from, to, indexOf(observed)) ?? '') : '';
