import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import { SUBNET_ENV } from '../../../src/flannel/index.ts';
import { diff, type Instruction, type Phase, stepsOf } from '../../../src/state/index.ts';
import { EXAMPLE } from '../../support/example-node.ts';
import { bareKernel, modelWorld } from '../../support/model/model-world.ts';
import { converge, marksOf, NOTHING, scopeFor } from '../../support/model/play.ts';
import { desiredStates } from '../../support/model/scenarios.ts';

/** What has to be there before what comes after it can work. */
const ORDER: readonly Phase[] = [
  'sysctl',
  'link',
  'link-sysctl',
  'address',
  'up',
  'firewall',
  'neighbor',
  'fdb',
  'nexthop',
  'route',
  'file',
  'ready',
];

const NOBODY = marksOf(NOTHING.recorded, []);

const build = (state: ReturnType<typeof desiredState>): Instruction[] =>
  stepsOf(diff(state, [], NOBODY)).map(({ instruction }) => instruction);

describe('a node that is set up', () => {
  it('is built in the one order, with every phase of it', () => {
    const phases = build(desiredState(EXAMPLE)).map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(ORDER);
    expect(phases.map((phase) => ORDER.indexOf(phase))).toEqual(
      phases.map((phase) => ORDER.indexOf(phase)).toSorted((a, b) => a - b),
    );
  });

  it('writes subnet.env last and once', () => {
    fc.assert(
      fc.property(desiredStates, (desired) => {
        const steps = build(desired);
        const places = steps.flatMap((one, i) => ('path' in one && one.path === SUBNET_ENV ? [i] : []));
        expect(places).toEqual([steps.length - 1]);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('and is reset goes the other way, subnet.env first', () =>
    fc.assert(
      fc.asyncProperty(desiredStates, async (desired) => {
        const world = modelWorld(bareKernel());
        const { recorded } = await converge(world, desired, NOTHING.recorded);
        const observed = await world.observe({ ...scopeFor([], recorded), sysctls: [] });
        const steps = stepsOf(diff([], observed, marksOf(recorded, observed)));
        const places = steps.map(({ instruction }) => ORDER.indexOf(instruction.phase));
        expect(steps[0]?.instruction).toMatchObject({ tool: 'unlink', path: SUBNET_ENV });
        expect(places).toEqual(places.toSorted((a, b) => b - a));
      }),
      { seed: 6, numRuns: 100 },
    ));
});
