import type { Problem, Severity } from '../../errors/index.ts';
import { problemAt } from '../../text/index.ts';
import type { EntryPlace } from './types.ts';

/**
 * Collects the reasons why records are left out. Each concerns its own node only, so it is a warning unless `strict`
 * is set.
 */
export interface Refusals {
  readonly problems: readonly Problem[];
  /** Returns undefined, so that a reader can end with it. */
  refuse(place: EntryPlace, message: string, hint?: string): undefined;
  /** Reports an existing problem, and returns undefined. */
  refuseFor(found: Problem): undefined;
  /** Warns of a value that does not make its record unusable. */
  warn(place: EntryPlace, message: string, hint?: string): void;
}

const LEFT_OUT = 'This node is left out; the others are kept.';

/** A problem of a part of a record, which is named in the message. */
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
