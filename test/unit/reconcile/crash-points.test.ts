import { beforeAll, describe, expect, it } from 'vitest';
import { cloned, type MemoryMachine, rebooted } from '../../support/memory-host/machine.ts';
import { LOSSES } from '../../support/memory-host/nodes.ts';
import { diskLines, kernelLines, machineLines } from '../../support/memory-host/snapshot.ts';
import { bareKernel } from '../../support/model/model-world.ts';
import { type Cut, cutOff, cutsOf, recover, recoverMachine, type Scenario } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';

/** The moments at the begin and at the end of a change at which it is not open. */
const CLOSED = 20;

/** The files that a reboot leaves. */
const lastingLines = (machine: MemoryMachine): string[] =>
  diskLines(machine).filter((line) => !line.startsWith('/run/'));

describe.each(Object.entries(SCENARIOS))('%s', (_, { make, moments }) => {
  let scenario: Scenario;
  let end: MemoryMachine;
  let cuts: readonly Cut[];

  beforeAll(async () => {
    scenario = await make();
    end = (await cutOff(scenario, 0)).machine;
    cuts = await cutsOf(scenario);
  });

  it('changes the machine, and can be killed at many moments', () => {
    expect(machineLines(end)).not.toEqual(machineLines(scenario.start));
    expect(cuts.length).toBeGreaterThan(moments);
  });

  it('killed at any moment and rolled back leaves the machine as it was, or was done', async () => {
    const [before, after] = [machineLines(scenario.start), machineLines(end)];
    let rolledBack = 0;
    for (const { machine, moment } of cuts) {
      const there = cloned(machine);
      const wasOpen = await recoverMachine(there);
      if (wasOpen) rolledBack += 1;
      expect(machineLines(there), moment).toEqual(!wasOpen && rolledBack > 0 ? after : before);
    }
    expect(rolledBack).toBeGreaterThan(cuts.length - CLOSED);
  });

  it('killed at any moment can be finished', async () => {
    const after = machineLines(end);
    let finished = 0;
    for (const { machine, moment } of cuts) {
      const there = cloned(machine);
      if (!(await recoverMachine(there, 'forward'))) continue;
      finished += 1;
      expect(machineLines(there), moment).toEqual(after);
    }
    expect(finished).toBeGreaterThan(cuts.length - CLOSED);
  });

  it.each(LOSSES)(
    'after a power cut (what was not synced is %s) no trace is left, or all of it',
    async (loss) => {
      const [before, after] = [lastingLines(scenario.start), lastingLines(end)];
      let rolledBack = 0;
      for (const { machine, moment } of cuts) {
        const there = rebooted(machine, loss);
        const wasOpen = await recoverMachine(there);
        if (wasOpen) rolledBack += 1;
        expect(kernelLines(there.kernel), moment).toEqual(kernelLines(bareKernel()));
        expect(lastingLines(there), moment).toEqual(!wasOpen && rolledBack > 0 ? after : before);
      }
      expect(rolledBack).toBeGreaterThan(cuts.length - CLOSED);
    },
  );

  it('can be killed again at any moment of its rollback', async () => {
    const before = machineLines(scenario.start);
    let again = 0;
    for (const part of [0.4, 0.9]) {
      const { machine: start } = cuts[Math.floor(cuts.length * part)] ?? { machine: end };
      const rollback = {
        start,
        act: async (host: Parameters<Scenario['act']>[0]) => void (await recover(host)),
      };
      for (const { machine, moment } of await cutsOf(rollback)) {
        again += 1;
        await recoverMachine(machine);
        expect(machineLines(machine), `${part}, ${moment}`).toEqual(before);
      }
    }
    expect(again).toBeGreaterThan(CLOSED);
  });
});
