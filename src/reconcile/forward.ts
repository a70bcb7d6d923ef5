import { messageOf } from '../errors/index.ts';
import { type Probe, targetOf } from '../host/index.ts';
import { type Diff, type HostObject, stepsOf } from '../state/index.ts';
import { type Conduct, carryOut } from './carry-out.ts';
import type { DesiredState } from './compare.ts';
import { recordedAfter } from './marks.ts';
import { lackText, observeUntil } from './observe-until.ts';
import { stillAnswering } from './probes.ts';

/** A way to a state that has been worked out. */
export interface Course {
  readonly id: string;
  readonly target: DesiredState;
  readonly diff: Diff;
  /** What the diff was worked out from. */
  readonly observed: readonly HostObject[];
  /** What has answered before and has to answer after. */
  readonly answered: readonly Probe[];
}

/** Carries a diff out, looks at the host again, and asks what answered before. An Error says why it did not succeed. */
export async function goForward(course: Course, conduct: Conduct): Promise<void> {
  const { id, target, observed } = course;
  const site = { root: target.scope.root, transaction: id, isWayBack: false, observed };
  await carryOut(stepsOf(course.diff), { ...conduct, direction: 'forward', site });
  await verify(course, conduct);
  await probe(course, conduct);
}

async function verify({ target, diff }: Course, { on, stop }: Conduct): Promise<void> {
  const recorded = recordedAfter(target.recorded, diff.changes);
  const looked = await observeUntil(
    { ...target, recorded },
    ({ diff: { changes } }) => changes.length === 0,
  ).catch((error: unknown) => {
    throw new Error(`the commands ended well, but the host can't be looked at: ${messageOf(error)}`);
  });
  stop?.throwIfAborted();
  const left = looked.diff.changes.map(lackText);
  if (left.length > 0)
    throw new Error(`the commands ended well, but the host is not as configured: ${left.join(', ')}`);
  on({ event: 'verified', direction: 'forward', objects: target.desired.length });
}

const namesOf = (probes: readonly Probe[]): string[] =>
  probes.map((probe) => `${probe.name} ${targetOf(probe)}`);

async function probe({ answered }: Course, { on, stop }: Conduct): Promise<void> {
  if (answered.length === 0) return;
  const silent = await stillAnswering(answered, stop);
  stop?.throwIfAborted();
  const stillThere = answered.filter((one) => !silent.includes(one));
  on({ event: 'probed', answered: namesOf(stillThere), silent: namesOf(silent) });
  if (silent.length > 0)
    throw new Error(`what answered before does not answer any more: ${namesOf(silent).join(', ')}`);
}
