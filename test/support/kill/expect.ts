import { expect } from 'vitest';
import type { Cycle } from './cycles.ts';
import { type Course, runTrials, type Tally } from './matrix.ts';

/** Hours: where every moment is wanted, there are thousands of runs. */
export const TIMEOUT = { timeout: 6 * 3_600_000 } as const;

/** How many runs there were, in all and after each answer. */
function runsText(runs: readonly string[]): string {
  const answers = [...new Set(runs)].map(
    (answer) => `${runs.filter((one) => one === answer).length} ${answer}`,
  );
  return `${runs.length} runs (${answers.join(', ')})`;
}

/** Prints how many runs there were, and fails the test with all that went wrong in them. */
export function expectNone(how: string, cycle: Cycle, { runs, failures }: Tally): void {
  process.stdout.write(`${how}: ${cycle.name}: ${runsText(runs)}, ${failures.length} failures\n`);
  expect(failures).toEqual([]);
  expect(runs, 'nothing was tried').not.toEqual([]);
}

/** Fails the test with all that goes wrong in a course. */
export const expectNoFailure = async (course: Course, how: string): Promise<void> =>
  expectNone(how, course.cycle, await runTrials(course));
