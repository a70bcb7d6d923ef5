import type { Problem, Severity } from '../../errors/index.ts';
import { problemAt } from '../../text/index.ts';
import type { EntryPlace } from './types.ts';

/** Collects why records are left out. Each costs its own node only, so it is a warning unless one is strict. */
export interface Refusals {
  readonly problems: readonly Problem[];
  /** Gives undefined, so that a reader can end with it. */
  refuse(place: EntryPlace, message: string, hint?: string): undefined;
  /** The same for a problem that was found already. */
  refuseFor(found: Problem): undefined;
  /** For what is odd but costs nobody its place. */
  warn(place: EntryPlace, message: string, hint?: string): void;
}

const LEFT_OUT = 'This node is left out; the others are kept.';

/** A problem of a part of a record, which is called by a name. */
export const problemOf = (found: Problem, called: string): Problem => ({
  ...found,
  message: `${called}: ${found.message}`,
});

export function makeRefusals(strict = false): Refusals {
  const severity: Severity = strict ? 'error' : 'warning';
  const problems: Problem[] = [];
  const leaveOut = ({ hint, ...problem }: Problem): undefined => {
    const advice = [hint ?? [], strict ? [] : LEFT_OUT].flat().join(' ');
    problems.push({ ...problem, severity, ...(advice === '' ? {} : { hint: advice }) });
  };
  return {
    problems,
    refuse: ({ source, range }, message, hint) => leaveOut(problemAt(source, range, severity, message, hint)),
    refuseFor: leaveOut,
    warn: ({ source, range }, message, hint) => {
      problems.push(problemAt(source, range, severity, message, hint));
    },
  };
}
