import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InterfaceAddress } from '../../../src/net/index.ts';
import { observe } from '../../support/model/model-kernel.ts';
import { bareKernel, kernelWithBridge, modelWorld, sharedKernel } from '../../support/model/model-world.ts';
import { type HostEvent, play, texts } from '../../support/model/play.ts';
import { lives } from '../../support/model/scenarios.ts';

const RUNS = { seed: 20_260, numRuns: 100 };

/** The addresses that the bridge is to have at first. */
const gatewaysIn = ([first]: readonly HostEvent[]): InterfaceAddress[] =>
  first?.event === 'converge'
    ? first.desired.flatMap((object) =>
        object.kind === 'address' && object.dev === 'cni0' ? [object.address] : [],
      )
    : [];

describe('on a host that other programs have changed', () => {
  it('every diff can be carried out, leaves nothing to do, and a reset leaves the host of before', () =>
    fc.assert(
      fc.asyncProperty(lives, async (events) => {
        const kernel = bareKernel();
        const sights = await play(modelWorld(kernel), events);
        expect(sights.flatMap(({ left }) => left)).toEqual([]);
        expect(kernel).toEqual(bareKernel());
      }),
      RUNS,
    ));

  it('a bridge of the CNI plugin is adopted, and goes with the rest', () =>
    fc.assert(
      fc.asyncProperty(lives, fc.boolean(), fc.boolean(), async (events, hasGateway, up) => {
        const kernel = kernelWithBridge(hasGateway ? gatewaysIn(events) : [], up);
        const sights = await play(modelWorld(kernel), events);
        expect(sights.flatMap(({ left }) => left)).toEqual([]);
        expect(kernel).toEqual(bareKernel());
      }),
      RUNS,
    ));

  it('what is not ours stays as it was through all of it', () =>
    fc.assert(
      fc.asyncProperty(lives, async (events) => {
        const kernel = sharedKernel();
        const foreign = texts(observe(kernel, { sysctls: [], paths: [] }));
        for (const { others } of await play(modelWorld(kernel), events))
          expect(foreign.filter((object) => !others.includes(object))).toEqual([]);
        expect(kernel).toEqual(sharedKernel());
      }),
      RUNS,
    ));
});
