import { Failure, messageOf } from '../errors/index.ts';
import { apply } from '../host/index.ts';
import { type Change, type HostObject, isOurs, keyOf, showObject, stepsOf } from '../state/index.ts';
import { type Comparison, compare, type Target } from './compare.ts';
import { marksDuring } from './marks.ts';

/** What of the observed state is to be as it was: ours, and whatever the changes touch. */
function snapshotOf(before: Comparison): HostObject[] {
  const touched = new Set(before.diff.changes.map(({ key }) => key));
  const marks = marksDuring(before);
  return before.observed.filter((object) => touched.has(keyOf(object)) || isOurs(object, marks));
}

/**
 * Takes the host back to what was observed before, by the same diff and apply, and looks again.
 * @returns the Failure to end with: `rolledBack` if the host is as before, `residue` with a list if it is not.
 */
export async function rollBack(target: Target, before: Comparison, reason: string): Promise<Failure> {
  const desired = snapshotOf(before);
  const back: Target = { ...target, desired, recorded: marksDuring(before) };
  let trouble: string | undefined;
  try {
    await apply(stepsOf((await compare(back)).diff), target.scope.root);
  } catch (error) {
    trouble = messageOf(error);
  }
  const left = (await compare(back)).diff.changes;
  return left.length === 0 ? rolledBack(reason, desired.length) : residue(reason, trouble, left);
}

const rolledBack = (reason: string, compared: number): Failure =>
  new Failure('rolledBack', `The apply failed: ${reason}`, {
    hint: `The host was taken back and looked at again: it is as before (${compared} objects compared).`,
  });

function residue(reason: string, trouble: string | undefined, left: readonly Change[]): Failure {
  const problems = left.map((change) => ({
    severity: 'error' as const,
    message: `not as before: ${'to' in change ? showObject(change.to) : showObject(change.from)} (${change.action} needed)`,
  }));
  const also = trouble === undefined ? '' : `; taking the host back failed too: ${trouble}`;
  return new Failure('residue', `The apply failed: ${reason}${also}`, {
    problems,
    hint: 'Mend what is listed by hand, or run the command again: it starts from what it finds.',
  });
}
