import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksDuring } from '../../../src/reconcile/comparison/marks.ts';
import type { RecordedOwnership } from '../../../src/reconcile/index.ts';
import { diff, type HostObject, isOurs, keyOf, keysOf, stepsOf } from '../../../src/state/index.ts';
import { bareKernel, kernelWithBridge, modelWorld } from '../../support/model/model-world.ts';
import { converge, marksOf, NOTHING, play, scopeFor, texts, type World } from '../../support/model/play.ts';
import { desiredStates, driftOf, meddling, meddlings } from '../../support/model/scenarios.ts';

/** An empty built-in chain of iptables can't be put back, and does nothing. */
const isCompared = ({ kind }: { readonly kind: string }): boolean => kind !== 'basechain';

const seen = (objects: readonly HostObject[]): string[] => texts(objects.filter(isCompared));

/** Goes part of the way to a state and back again, as a transaction does that fails; the host has to be as before. */
async function thereAndBack(
  world: World,
  desired: readonly HostObject[],
  recorded: RecordedOwnership,
  percent: number,
): Promise<void> {
  const scope = scopeFor(desired, recorded);
  const observed = await world.observe(scope);
  const marks = marksOf(recorded, observed);
  const before = { observed, marks, diff: diff(desired, observed, marks), collateral: [] };
  const steps = stepsOf(before.diff);
  await world.run(steps.slice(0, Math.ceil((steps.length * percent) / 100)));

  const during = marksDuring(before);
  const touched = new Set(before.diff.changes.flatMap(keysOf));
  const snapshot = observed.filter((object) => touched.has(keyOf(object)) || isOurs(object, during));
  const now = await world.observe(scope);
  await world.run(stepsOf(diff(snapshot, now, marksOf(during, now))));

  const after = await world.observe(scope);
  expect(seen(after)).toEqual(seen(observed));
  const left = diff(snapshot, after, marksOf(during, after)).changes;
  expect(left.filter((change) => isCompared('to' in change ? change.to : change.from))).toEqual([]);
}

const percents = fc.nat(100);

describe('a change that stops half-way', () => {
  it('is undone by the diff back to what was observed before', () =>
    fc.assert(
      fc.asyncProperty(desiredStates, desiredStates, meddlings, percents, async (a, b, bad, percent) => {
        const world = modelWorld(bareKernel());
        const { recorded } = await converge(world, a, NOTHING.recorded);
        await play(world, [driftOf(bad, a)]);
        await thereAndBack(world, b, recorded, percent);
      }),
      { seed: 140, numRuns: 150 },
    ));

  it('is undone on a host that drifted from the very state, which stays drifted', () =>
    fc.assert(
      fc.asyncProperty(desiredStates, meddling, percents, async (desired, bad, percent) => {
        const world = modelWorld(bareKernel());
        const { recorded } = await converge(world, desired, NOTHING.recorded);
        await play(world, [driftOf([bad], desired)]);
        await thereAndBack(world, desired, recorded, percent);
      }),
      { seed: 141, numRuns: 250 },
    ));

  it('gives an adopted bridge back to whom it was', () =>
    fc.assert(
      fc.asyncProperty(desiredStates, percents, fc.boolean(), async (desired, percent, up) => {
        const world = modelWorld(kernelWithBridge([], up));
        await thereAndBack(world, desired, NOTHING.recorded, percent);
      }),
      { seed: 142, numRuns: 100 },
    ));
});
