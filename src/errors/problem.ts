/** A location in a text: 1-based line and column, as editors count. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** One problem: what is wrong, where, and what to do about it. */
export interface Problem {
  readonly severity: Severity;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly location?: Location;
  /** The line of the text with the problem, and below it a line with carets at the location. */
  readonly excerpt?: string;
}

export const isError = (problem: Problem): boolean => problem.severity === 'error';

/** The limit of listed problems, because nobody reads more. */
const MAX_LISTED = 1000;

/**
 * The problems to print, in text and in documents alike: all of them, or up to the limit with errors before warnings
 * and a count of the rest.
 */
export function limitProblems(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MAX_LISTED) return problems;
  const kept = new Set([...problems.filter(isError), ...problems].slice(0, MAX_LISTED));
  const rest = problems.filter((problem) => !kept.has(problem));
  const severity = rest.some(isError) ? 'error' : 'warning';
  return [
    ...problems.filter((problem) => kept.has(problem)),
    { severity, message: `… and ${rest.length} more like these` },
  ];
}
