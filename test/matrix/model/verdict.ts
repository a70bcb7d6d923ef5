import type { Course } from './course.ts';
import { factsOf, seenFacts } from './facts.ts';
import { isKill } from './faults.ts';
import { difference, type Lines, without } from './lines.ts';
import { type MeddlingName, meddlingOf } from './meddling.ts';
import type { Sight } from './sight.ts';
import type { State } from './state.ts';
import type { Ran } from './world.ts';

/**
 * Where a command has left the host: as it was (before the transaction, if one was unfinished), where it was to lead, as
 * it was but with nothing to remember of it, in a transaction of its own, or still in the one that was unfinished.
 */
export type End = 'start' | 'to' | 'stay' | 'cut' | 'still';

const KILLED = -1;
const OK = 0;
const SIGNALLED = [130, 143];
/** Something is in the way of even looking. */
const REFUSED = [1, 4, 69];

const isThere = (state: State, course: Course, { ours }: Sight): boolean => {
  const facts = course.to === undefined ? [] : factsOf(course.to);
  const isArrived = JSON.stringify(seenFacts(ours)) === JSON.stringify(facts);
  const isUnmoved = state.settled.ours !== undefined && difference(state.settled.ours, ours).length === 0;
  return isArrived && !isUnmoved;
};

/** Where a command has left the host, by the journal, its exit status and, if it was killed, by looking. */
export function endOf(
  state: State,
  course: Course,
  { exitCode }: Ran,
  id: string | undefined,
  sight: Sight,
): End {
  if (id !== undefined) return id === state.unfinished?.id ? 'still' : 'cut';
  if (course.aim === 'stay') return 'stay';
  if (course.aim === 'back') return 'start';
  if (exitCode === OK) return 'to';
  return exitCode === KILLED && isThere(state, course, sight) ? 'to' : 'start';
}

const wasHit = (course: Course, { hit, exitCode }: Ran): boolean =>
  course.fault?.mode === 'kill before side effect' ? exitCode === KILLED : hit !== undefined;

/** Foreign changes of our objects after an interrupted transaction may keep it from being rolled back, which is reported. */
const RESIDUE = 6;

/** With which statuses a command may end where it has left the host. */
function allowedExits(state: State, course: Course, ran: Ran, end: End): readonly number[] {
  const { fault, refusal, aim } = course;
  const good = refusal ?? OK;
  if (fault === undefined || !wasHit(course, ran)) {
    const isRight = refusal === undefined ? end !== 'cut' && end !== 'still' : end === 'start';
    return isRight ? [good] : [];
  }
  if (isKill(fault)) return [KILLED, ...(end === 'cut' || end === 'still' ? [] : [good])];
  const isBack = aim === 'back' || state.unfinished !== undefined;
  if (fault.mode === 'fail') {
    if (end === 'still') return [...REFUSED, RESIDUE];
    if (end === 'start') return [...REFUSED, 5, good, ...(aim === 'back' ? [OK] : [])];
    return end === 'cut' ? [] : [OK];
  }
  if (end === 'still') return [KILLED, ...SIGNALLED];
  if (end === 'start') return [KILLED, ...SIGNALLED, good, ...(isBack ? [OK] : [])];
  return end === 'cut' ? [] : [OK];
}

/** Statuses after which the state folder is as it should be. */
const TIDY: readonly number[] = [0, 5, 8, 64, ...SIGNALLED];

/** What is wrong with how a command ended, whatever it was. */
export function objections(state: State, course: Course, ran: Ran, end: End, sight: Sight): string[] {
  const { exitCode, stdout, stderr } = ran;
  const allowed = allowedExits(state, course, ran, end);
  const isOver = end !== 'cut' && end !== 'still';
  return [
    ...(allowed.includes(exitCode)
      ? []
      : [`ended with ${exitCode} as "${end}", not with one of [${allowed}]`]),
    ...(/^\s+at .+:\d+\)?$/m.test(stderr) ? ['a stack trace'] : []),
    ...sight.harmed.map((line) => `harmed: ${line}`),
    ...(isOver && TIDY.includes(exitCode) ? sight.strays.map((line) => `left behind: ${line}`) : []),
    ...(course.aim !== 'to' &&
    state.unfinished === undefined &&
    exitCode === OK &&
    !/no changes/i.test(stdout)
      ? ['does not say that there are no changes']
      : []),
  ];
}

export interface Residue {
  readonly wrong: readonly string[];
  /** What somebody did to ours and is still to be seen. */
  readonly seen: readonly MeddlingName[];
}

/** What differs from how it was before, and should not: but for what somebody did to it meanwhile. */
export function sinceStart(
  { settled, meddled, unfinished, dependents }: State,
  ran: Ran,
  sight: Sight,
): Residue {
  const isAsExpected =
    JSON.stringify(sight.dependents) === JSON.stringify(dependents) || settled.ours === undefined;
  const wrong = isAsExpected ? [] : [`dependents are ${sight.dependents}, not ${dependents}`];
  if (settled.ours === undefined) return { wrong, seen: [] };
  const changed: Lines = [...without(settled.ours, sight.ours), ...without(sight.ours, settled.ours)];
  const shown = (name: MeddlingName): boolean => changed.some((line) => meddlingOf(name).shows.test(line));
  const names = [...meddled];
  const unexplained = changed.filter((line) => !names.some((name) => meddlingOf(name).shows.test(line)));
  const overwritten = names.filter(
    (name) => !shown(name) && meddlingOf(name).stays(settled.network, unfinished?.to),
  );
  const isSilent =
    changed.length > 0 && ran.exitCode !== KILLED && !/other program/.test(ran.stdout + ran.stderr);
  return {
    seen: names.filter(shown),
    wrong: [
      ...wrong,
      ...(unexplained.length === 0
        ? []
        : difference(settled.ours, sight.ours).map((line) => `not as before: ${line}`)),
      ...overwritten.map((name) => `overwritten, though another program changed it: ${name}`),
      ...(isSilent ? ['does not report what another program has changed'] : []),
    ],
  };
}
