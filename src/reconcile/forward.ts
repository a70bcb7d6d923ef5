import type { Failure } from '../errors/index.ts';
import { messageOf } from '../errors/index.ts';
import type { Probe } from '../host/index.ts';
import { type Diff, stepsOf } from '../state/index.ts';
import { type Conduct, carryOut, reasonOf } from './carry-out.ts';
import type { Target } from './compare.ts';
import { lackText, lookUntil } from './look.ts';
import { recordedAfter } from './marks.ts';
import { stillAnswering } from './probes.ts';

/** A way to a state that has been worked out. */
export interface Course {
  readonly id: string;
  readonly target: Target;
  readonly diff: Diff;
  /** What has answered before and has to answer after. */
  readonly answered: readonly Probe[];
}

/** Carries a diff out, looks at the host again, and asks what answered before. Why it did not succeed, if so. */
export async function goForward(course: Course, conduct: Conduct): Promise<string | Failure | undefined> {
  try {
    await carryOut(stepsOf(course.diff), {
      ...conduct,
      direction: 'forward',
      site: { root: course.target.scope.root, transaction: course.id, isWayBack: false },
    });
    return (await verify(course, conduct)) ?? (await probe(course, conduct));
  } catch (error) {
    if (conduct.stop?.aborted) return conduct.stop.reason as Failure;
    return reasonOf(error);
  }
}

async function verify({ target, diff }: Course, { on, stop }: Conduct): Promise<string | undefined> {
  const recorded = recordedAfter(target.recorded, diff.changes);
  const left = await lookUntil({ ...target, recorded }, (looked) => looked.diff.changes.length === 0)
    .then((looked) => looked.diff.changes)
    .catch(messageOf);
  stop?.throwIfAborted();
  if (typeof left === 'string') return `the commands ended well, but the host can't be looked at: ${left}`;
  if (left.length > 0)
    return `the commands ended well, but the host is not as desired: ${left.map(lackText).join(', ')}`;
  on({ event: 'verified', direction: 'forward', objects: target.desired.length });
  return undefined;
}

async function probe({ answered }: Course, { on, stop }: Conduct): Promise<string | undefined> {
  if (answered.length === 0) return undefined;
  const silent = await stillAnswering(answered);
  const names = (probes: readonly Probe[]): string[] =>
    probes.map(({ name, address }) => `${name} ${address}`);
  on({
    event: 'probed',
    answered: names(answered.filter((one) => !silent.includes(one))),
    silent: names(silent),
  });
  stop?.throwIfAborted();
  if (silent.length === 0) return undefined;
  return `what answered before does not answer any more: ${names(silent).join(', ')}`;
}
