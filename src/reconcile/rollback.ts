import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from '../errors/index.ts';
import { apply } from '../host/index.ts';
import { type Change, type HostObject, isOurs, keyOf, showObject, stepsOf } from '../state/index.ts';
import { type Comparison, compare, type Target } from './compare.ts';
import { marksDuring } from './marks.ts';

const LOOKS = 3;
const LOOK_INTERVAL_MS = 200;

/** Compares until the host has settled as wanted and can be read, at most three times; a read that fails to the end is thrown. */
async function lookUntil(target: Target, isEnough: (looked: Comparison) => boolean): Promise<Comparison> {
  for (let looksLeft = LOOKS; ; looksLeft -= 1) {
    try {
      const looked = await compare(target);
      if (isEnough(looked) || looksLeft === 1) return looked;
    } catch (error) {
      if (looksLeft === 1) throw error;
    }
    await sleep(LOOK_INTERVAL_MS);
  }
}

/** What is not as desired, once the host has had a moment to settle. */
export const lookUntilAsDesired = async (target: Target): Promise<readonly Change[]> =>
  (await lookUntil(target, ({ diff }) => diff.changes.length === 0)).diff.changes;

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
    await apply(stepsOf((await lookUntil(back, () => true)).diff), target.scope.root);
  } catch (error) {
    trouble = messageOf(error);
  }
  const left = await lookUntilAsDesired(back).catch(messageOf);
  if (typeof left === 'string') return unseen(reason, trouble, left);
  return left.length === 0 ? rolledBack(reason, desired.length) : residue(reason, trouble, left);
}

const rolledBack = (reason: string, compared: number): Failure =>
  new Failure('rolledBack', `The apply failed: ${reason}`, {
    hint: `The host was taken back and looked at again: it is as before (${compared} objects compared).`,
  });

const alsoText = (trouble: string | undefined): string =>
  trouble === undefined ? '' : `; taking the host back failed too: ${trouble}`;

const unseen = (reason: string, trouble: string | undefined, why: string): Failure =>
  new Failure('residue', `The apply failed: ${reason}${alsoText(trouble)}`, {
    problems: [
      {
        severity: 'error',
        message: `the host can't be looked at, so it is not known what is left: ${why}`,
        hint: 'Once it can, flannelctl status shows what is not as it was set up; flannelctl reset takes it away.',
      },
    ],
    hint: 'Mend what keeps it from being looked at, then run the command again: it starts from what it finds.',
  });

function residue(reason: string, trouble: string | undefined, left: readonly Change[]): Failure {
  const problems = left.map((change) => ({
    severity: 'error' as const,
    message: `not as before: ${'to' in change ? showObject(change.to) : showObject(change.from)} (${change.action} needed)`,
  }));
  return new Failure('residue', `The apply failed: ${reason}${alsoText(trouble)}`, {
    problems,
    hint: 'Mend what is listed by hand, or run the command again: it starts from what it finds.',
  });
}
