import { Failure, type Problem } from '../../errors/index.ts';
import { type Change, type HostObject, indexOf, kindOf, resolution, showObject } from '../../state/index.ts';
import type { HostDiff } from './compare.ts';

type Conflict = Extract<Change, { readonly action: 'conflict' }>;

/**
 * Names each foreign object that is in the way; undefined if there is none.
 * @param rest what became of everything else: `nothing was changed`
 */
export function conflictFailure(
  { diff: { changes }, observed }: Pick<HostDiff, 'diff' | 'observed'>,
  rest: string,
): Failure | undefined {
  const conflicts = changes.filter((change) => change.action === 'conflict');
  if (conflicts.length === 0) return undefined;
  return new Failure(
    'conflict',
    `${conflicts.length} object(s) not created by flannelctl are in the way; ${rest}`,
    {
      problems: conflicts.map((conflict) => conflictProblem(conflict, observed)),
      hint: 'Resolve each as it says, then run it again.',
    },
  );
}

/** @throws Failure `conflict`, which names each foreign object that is in the way; nothing has been changed */
export function refuseConflicts(found: Pick<HostDiff, 'diff' | 'observed'>): void {
  const failure = conflictFailure(found, 'nothing was changed');
  if (failure !== undefined) throw failure;
}

const conflictProblem = ({ from, to }: Conflict, observed: readonly HostObject[]): Problem => ({
  severity: 'error',
  message: `in the way: ${showObject(from)}${detailOf(from, to, observed)}`,
  hint: `wanted there: ${showObject(to)}\n${resolution(to)}`,
});

const detailOf = (from: HostObject, to: HostObject, observed: readonly HostObject[]): string =>
  from.kind === to.kind ? (kindOf(from).conflictDetail?.(from, to, indexOf(observed)) ?? '') : '';
