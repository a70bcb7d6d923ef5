import { Failure, messageOf } from '../errors/index.ts';
import { apply, StepFailure } from '../host/index.ts';
import { type Change, showObject, stepsOf } from '../state/index.ts';
import type { Comparison, Target } from './compare.ts';
import { recordedAfter } from './marks.ts';
import { lookUntilAsDesired, rollBack } from './rollback.ts';

/** Stops where a foreign object is in the way: it is named, and nothing is changed. */
export function refuseConflicts({ diff: { changes } }: Comparison): void {
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

/**
 * Brings the host to the target: runs the steps of the comparison, then looks again. If a step fails, or the host is
 * not as desired afterwards, it goes back to what was observed before.
 */
export async function converge(target: Target, comparison: Comparison): Promise<void> {
  refuseConflicts(comparison);
  const reason = await attempt(target, comparison);
  if (reason !== undefined) throw await rollBack(target, comparison, reason);
}

/** Applies and verifies; what went wrong, if something did. */
async function attempt(target: Target, comparison: Comparison): Promise<string | undefined> {
  try {
    await apply(stepsOf(comparison.diff), target.scope.root);
  } catch (error) {
    // What is piped into the command is what the diff has shown.
    if (error instanceof StepFailure) return `${error.command.split(" <<'EOF'")[0]}: ${error.message}`;
    return messageOf(error);
  }
  const recorded = recordedAfter(target.recorded, comparison.diff.changes);
  const left = await lookUntilAsDesired({ ...target, recorded }).catch(messageOf);
  if (typeof left === 'string') return `the commands ended well, but the host can't be looked at: ${left}`;
  if (left.length === 0) return undefined;
  return `the commands ended well, but the host is not as desired: ${left.map(lackText).join(', ')}`;
}

/** What is not as it should be about an object. */
function lackText(change: Change): string {
  const { key, action } = change;
  if (action === 'create') return `${key} is missing`;
  if (action === 'delete') return `${key} is still there`;
  if (action === 'conflict') return `${key} is somebody else's`;
  return `${key} has ${change.fields.map(({ field, from, to }) => `${field} ${from}, not ${to}`).join(', ')}`;
}
