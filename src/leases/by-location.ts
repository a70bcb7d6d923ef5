import type { Problem } from '../errors/index.ts';

/** The problems of one file in the order of its lines. */
export const byLocation = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted(
    ({ location: a }, { location: b }) =>
      (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
