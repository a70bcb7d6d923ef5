import { expect, test } from 'vitest';
import { CYCLES } from '../../support/kill/cycles.ts';
import { expectNone } from '../../support/kill/expect.ts';
import { runTrials } from '../../support/kill/matrix.ts';
import { killsOf } from '../../support/kill/trial.ts';

const KILLS = 10;

/** Of all moments, one in so many of each kind. */
const EVERY = 32;

/** So many of a list, from all over it. */
const spread = <T>(list: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)] as T);

test('init and reset, killed at ten moments, are rolled back or completed', async () => {
  const trials = (surveyed: Parameters<ReturnType<typeof killsOf>>[0]) =>
    spread(killsOf(EVERY, 0)(surveyed), KILLS);
  const tally = await runTrials({ cycle: CYCLES.init, trials });
  expectNone('killed', CYCLES.init, tally);
  expect(tally.runs).toHaveLength(KILLS);
});
