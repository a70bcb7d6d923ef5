import { expect } from 'vitest';
import { type Course, runTrials } from './matrix.ts';

/** Many runs, on machines of all kinds. */
export const TIMEOUT = { timeout: 1_800_000 } as const;

/** Fails the test with all that went wrong in a course; prints how many runs there were. */
export async function expectNoFailure(course: Course, how = 'killed'): Promise<void> {
  const { runs, failures } = await runTrials(course);
  process.stdout.write(
    `${how}: ${course.cycle.name}, ${course.answer.name}: ${runs} runs, ${failures.length} failures\n`,
  );
  expect(failures).toEqual([]);
}
