import { beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { type Fault, memoryHost } from '../../support/memory-host/host.ts';
import { cloned, type MemoryMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import { machineLines } from '../../support/memory-host/snapshot.ts';
import { recoverMachine, type Scenario } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';

interface Ended {
  readonly machine: MemoryMachine;
  readonly failure: Failure | undefined;
  /** How many instructions there were, those of a rollback included. */
  readonly instructions: number;
}

async function actWith({ start, act }: Scenario, faults: readonly Fault[]): Promise<Ended> {
  const machine = cloned(start);
  const { host, instructions } = memoryHost(machine, powerFor(0), faults);
  const failure = await act(host).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Failure) return error;
      throw error;
    },
  );
  return { machine, failure, instructions: instructions() };
}

const KINDS = ['refused', 'done', 'lied'] as const;

describe.each(Object.entries(SCENARIOS))('%s', (_, { make, instructions: fewest }) => {
  let scenario: Scenario;
  let before: string[];
  let after: string[];
  let count: number;

  beforeAll(async () => {
    scenario = await make();
    const done = await actWith(scenario, []);
    before = machineLines(scenario.start);
    after = machineLines(done.machine);
    count = done.instructions;
    expect(done.failure).toBeUndefined();
    expect(count).toBeGreaterThan(fewest);
  });

  it.each(KINDS)('each instruction %s: rolled back and verified, or it made no difference', async (kind) => {
    let failed = 0;
    for (let at = 1; at <= count; at += 1) {
      const { machine, failure } = await actWith(scenario, [{ at, kind }]);
      if (failure !== undefined) failed += 1;
      expect([failure?.exit, machineLines(machine)], `${at}`).toEqual(
        failure === undefined ? [undefined, after] : ['rolledBack', before],
      );
    }
    // What makes no difference where it is left out: a value that the kernel gives by itself, what goes with its link.
    expect(failed).toBeGreaterThanOrEqual(kind === 'lied' ? count / 2 : count);
  });

  it('an instruction of the rollback fails as well: residue that is named, or none', async () => {
    let residues = 0;
    for (const part of [0.5, 1]) {
      const first: Fault = { at: Math.ceil(count * part), kind: 'refused' };
      const { instructions } = await actWith(scenario, [first]);
      for (const kind of KINDS)
        for (let at = first.at + 1; at <= instructions; at += 1) {
          const { machine, failure } = await actWith(scenario, [first, { at, kind }]);
          const isResidue = failure?.exit === 'residue';
          if (isResidue) residues += 1;
          const label = `${first.at}, then ${at} ${kind}`;
          expect(['rolledBack', 'residue'], label).toContain(failure?.exit);
          if (isResidue) expect(failure?.problems.length, label).toBeGreaterThan(0);
          else expect(machineLines(machine), label).toEqual(before);
          await recoverMachine(machine);
          expect(machineLines(machine), label).toEqual(before);
        }
    }
    expect(residues).toBeGreaterThan(0);
  });
});
