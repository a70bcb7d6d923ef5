/** A place in a text that a person wrote: 1-based line and column, as editors count. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** One thing that is wrong: what, where, and what to do about it. */
export interface Problem {
  readonly severity: Severity;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly location?: Location;
  /** The offending line of the text, and below it a caret line pointing at the place. */
  readonly excerpt?: string;
}

export const isError = (problem: Problem): boolean => problem.severity === 'error';

/** More than this many are not read, and would only hide what is. */
const MOST_LISTED = 1000;

/** The problems to print, in text and in documents alike: all, or of very many the first, errors before warnings, and how many more there are. */
export function listed(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_LISTED) return problems;
  const kept = new Set([...problems.filter(isError), ...problems].slice(0, MOST_LISTED));
  const rest = problems.filter((problem) => !kept.has(problem));
  const severity = rest.some(isError) ? 'error' : 'warning';
  return [
    ...problems.filter((problem) => kept.has(problem)),
    { severity, message: `… and ${rest.length} more like these` },
  ];
}
