import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Player } from '../../support/host/player.ts';
import { instructionLine } from '../../support/model/instruction-line.ts';
import { bareKernel, modelWorld } from '../../support/model/model-world.ts';
import { type HostEvent, play, type Sight } from '../../support/model/play.ts';
import { lives } from '../../support/model/scenarios.ts';
import { makeRealHosts } from './conformance/namespace.ts';

/** What of a sight a network namespace and the model must have in common. */
const inCommon = ({ taken, left, ours }: Sight) => ({ taken, left, ours });

/** Whether a new bridge has carrier is a matter of time, and with it what it takes; so no life has one for its VTEP. */
const isSteady = (event: HostEvent): boolean =>
  event.event !== 'drift' ||
  !event.instructions.some((one) => /^link add name flannel.* type bridge$/.test(instructionLine(one) ?? ''));

/** Long lives, in which things meet. */
const longLives = lives.filter((events) => events.length >= 7 && events.every(isSteady));

describe('the model kernel', () => {
  let hosts: Player<readonly HostEvent[], Sight[]>;
  beforeAll(async () => {
    hosts = await makeRealHosts();
  });
  afterAll(async () => hosts.remove());

  it.concurrent.each([1, 2, 3, 4, 5, 6])('does what the kernel and its tools do (life %d)', async (seed) => {
    const [events = []] = fc.sample(longLives, { seed, numRuns: 1 });
    const real = await hosts.play(events);
    const model = await play(modelWorld(bareKernel()), events);
    expect(model.map(inCommon)).toEqual(real.map(inCommon));
  });
});
