import { describe, test } from 'vitest';
import type { Cycle } from './cycles.ts';
import { expectNoFailure, TIMEOUT } from './expect.ts';
import { AGAIN, BACK, FORWARD, killsOf } from './trial.ts';

const ANSWERS = [
  { answer: BACK, every: 1 },
  { answer: FORWARD, every: 1 },
  { answer: AGAIN, every: 9 },
];

/** Kills the commands of a cycle at its moments, and answers in each way. @param share moments there are for one that is tried */
export function killedAtEveryMoment(cycle: Cycle, share = 1): void {
  describe(`${cycle.name}, killed at every moment`, () => {
    test.each(ANSWERS)('$answer.name', TIMEOUT, async ({ answer, every }) => {
      await expectNoFailure({ cycle, answer, twiceEvery: 5, trials: killsOf(answer, every * share) });
    });
  });
}
