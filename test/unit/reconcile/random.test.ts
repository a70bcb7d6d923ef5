import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { cloned, type MemoryMachine, newMachine } from '../../support/memory-host/machine.ts';
import { reset, setUp } from '../../support/memory-host/node.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import { machineLines } from '../../support/memory-host/snapshot.ts';
import { execute } from '../../support/model/model-kernel.ts';
import { desiredStates, driftOf, meddlings } from '../../support/model/scenarios.ts';
import { cutOff, type RecoverDirection, recoverMachine } from './crash.ts';

const RUNS = {
  seed: Number(process.env['FLANNELCTL_SEED'] ?? 1402),
  numRuns: Number(process.env['FLANNELCTL_RUNS'] ?? 200),
};

type Act = (host: ReconcileHost) => Promise<unknown>;

/** Part of a machine's life. */
type Event =
  | { readonly event: 'set up' | 'reset' }
  /** The same, cut off part of the way, and then rolled back or finished. */
  | { readonly event: 'cut off'; readonly percent: number; readonly recovery: RecoverDirection }
  /** Others change what is ours. */
  | { readonly event: 'interfere' };

interface Step {
  readonly event: Event;
  readonly desired: HostObject[];
  readonly isReset: boolean;
  readonly drifts: Parameters<typeof driftOf>[0];
}

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Event>({ event: 'set up' }, { event: 'reset' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      event: fc.constant('cut off' as const),
      percent: fc.integer({ min: 1, max: 100 }),
      recovery: fc.constantFrom<RecoverDirection>('back', 'forward'),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Event>({ event: 'interfere' }) },
);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ event: events, desired: desiredStates, isReset: fc.boolean(), drifts: meddlings }),
  { minLength: 1, maxLength: 6 },
);

/** What was tried, over all runs. */
const tally = { done: 0, rolledBack: 0, finished: 0, interfered: 0 };

async function carryOut(machine: MemoryMachine, act: Act): Promise<void> {
  await act(memoryHost(machine, powerFor(0)).host);
  tally.done += 1;
}

/** Cuts a change off and recovers: the machine is as it was, or as the change makes it. */
async function cutAndRecover(
  machine: MemoryMachine,
  act: Act,
  percent: number,
  recovery: RecoverDirection,
): Promise<MemoryMachine> {
  const scenario = { start: machine, act };
  const whole = await cutOff(scenario, 0);
  const { machine: there } = await cutOff(scenario, Math.ceil((whole.effects.length * percent) / 100));
  const wasOpen = await recoverMachine(there, recovery);
  const [before, after] = [machineLines(machine), machineLines(whole.machine)];
  if (wasOpen) {
    tally[recovery === 'back' ? 'rolledBack' : 'finished'] += 1;
    expect(machineLines(there)).toEqual(recovery === 'back' ? before : after);
  } else expect([before, after]).toContainEqual(machineLines(there));
  return there;
}

/** Does to a machine what somebody types who knows nothing of us; what the kernel refuses is not done. */
function interfere({ kernel }: MemoryMachine, drifts: Step['drifts'], desired: readonly HostObject[]): void {
  const drift = driftOf(drifts, desired);
  if (drift.event !== 'drift') return;
  for (const instruction of drift.instructions)
    try {
      execute(kernel, instruction);
      tally.interfered += 1;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'Refusal') throw error;
    }
}

it('a machine that is set up, cut off, recovered and interfered with in any order is never left half-way', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (life) => {
      const start = newMachine();
      let machine = cloned(start);
      let standing: HostObject[] = [];
      for (const { event, desired, isReset, drifts } of life) {
        const act: Act = isReset ? reset : async (host) => setUp(host, desired);
        if (event.event === 'set up') await carryOut(machine, async (host) => setUp(host, desired));
        else if (event.event === 'reset') await carryOut(machine, reset);
        else if (event.event === 'cut off')
          machine = await cutAndRecover(machine, act, event.percent, event.recovery);
        else interfere(machine, drifts, standing);
        if (event.event === 'set up') standing = desired;
      }
      await carryOut(machine, reset);
      expect(machineLines(machine)).toEqual(machineLines(start));
    }),
    RUNS,
  );
  expect(tally.rolledBack).toBeGreaterThan(RUNS.numRuns / 4);
  expect(tally.finished).toBeGreaterThan(RUNS.numRuns / 4);
  expect(tally.interfered).toBeGreaterThan(RUNS.numRuns / 4);
});
