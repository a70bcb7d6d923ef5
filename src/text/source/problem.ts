import type { Problem, Severity } from '../../errors/index.ts';
import { excerptAt } from './excerpt.ts';
import type { TextRange } from './node.ts';
import { locationAt, type Source } from './source.ts';

/** A problem at a range of a source, with its location and an excerpt with carets. */
export function problemAt(
  source: Source,
  range: TextRange,
  severity: Severity,
  message: string,
  hint?: string,
): Problem {
  const { start, end } = range;
  return {
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    location: locationAt(source, start),
    // Computed on demand, because of a hundred thousand problems only the first hundred are shown.
    get excerpt() {
      return excerptAt(source, { start, end });
    },
  };
}

/** Collects the problems of one source while it is checked. */
export interface Reporter {
  readonly problems: readonly Problem[];
  error(range: TextRange, message: string, hint?: string): void;
  warn(range: TextRange, message: string, hint?: string): void;
}

/** A reporter without problems yet. */
export function makeReporter(source: Source): Reporter {
  const problems: Problem[] = [];
  return {
    problems,
    error: (range, message, hint) => problems.push(problemAt(source, range, 'error', message, hint)),
    warn: (range, message, hint) => problems.push(problemAt(source, range, 'warning', message, hint)),
  };
}
