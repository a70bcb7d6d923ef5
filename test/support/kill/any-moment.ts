import { test } from 'vitest';
import { sample } from '../sample.ts';
import type { Cycle } from './cycles.ts';
import { expectNoFailure, TIMEOUT } from './expect.ts';
import { killsOf } from './trial.ts';

/** Of the moments of one kind, one in so many. */
const EVERY = 32;

/**
 * Kills the commands of a cycle at moments of each kind.
 * @param first see `killsOf`
 * @param share how many of these there are for one that is tried: 1 for all, more where another cycle has much the same
 */
export function killedAtAnyMoment(cycle: Cycle, first: 0 | 1, share = 1): void {
  test(`${cycle.name}, killed at any moment`, TIMEOUT, async () => {
    const kills = killsOf(EVERY, first);
    await expectNoFailure({ cycle, trials: (surveyed) => sample(kills(surveyed), share) }, 'killed');
  });
}
