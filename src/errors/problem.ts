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
