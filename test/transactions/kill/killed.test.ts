import { describe, test } from 'vitest';
import { CYCLES } from './cycles.ts';
import { expectNoFailure, TIMEOUT } from './expect.ts';
import { AGAIN, BACK, FORWARD, killsOf } from './trial.ts';

const ANSWERS = [
  { answer: BACK, every: 1 },
  { answer: FORWARD, every: 1 },
  { answer: AGAIN, every: 9 },
];

/** How many moments of a cycle there are for one that is tried: those of the last two are much like others. */
const ROWS = [
  { ...CYCLES.init, share: 1 },
  { ...CYCLES.join, share: 1 },
  { ...CYCLES.replacement, share: 1 },
  { ...CYCLES.iptables, share: 8 },
  { ...CYCLES.vni, share: 8 },
];

describe.each(ROWS)('$name, killed at every moment', ({ share, ...cycle }) => {
  test.each(ANSWERS)('$answer.name', TIMEOUT, async ({ answer, every }) => {
    await expectNoFailure({ cycle, answer, twiceEvery: 5, trials: killsOf(answer, every * share) });
  });
});
