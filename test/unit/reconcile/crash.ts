import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import {
  findOpenTransaction,
  finishForward,
  previewForward,
  runRollback,
} from '../../../src/reconcile/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { cloned, type MemoryMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

/** A change of a machine. */
export interface Scenario {
  readonly start: MemoryMachine;
  readonly act: (host: ReconcileHost) => Promise<unknown>;
}

/** A machine on which a change was cut off, and when. */
export interface Cut {
  readonly machine: MemoryMachine;
  readonly moment: string;
}

/** Does a change until the power goes. @param before which of its effects, from 1 on; 0: it stays */
export async function cutOff({ start, act }: Scenario, before: number, leavesHalf = false) {
  const machine = cloned(start);
  const power = powerFor(before, leavesHalf);
  await power.during(async () => act(memoryHost(machine, power).host));
  return { machine, effects: power.names };
}

/** Cuts a change off before each of its effects, and in the middle of each write. */
export async function cutsOf(scenario: Scenario): Promise<readonly Cut[]> {
  const { effects } = await cutOff(scenario, 0);
  const cuts: Cut[] = [];
  for (const [i, effect] of effects.entries())
    for (const leavesHalf of effect.startsWith('write ') ? [false, true] : [false]) {
      const { machine } = await cutOff(scenario, i + 1, leavesHalf);
      cuts.push({ machine, moment: `${i + 1} ${leavesHalf ? 'half-way' : 'before'}: ${effect}` });
    }
  return cuts;
}

export type RecoverDirection = 'back' | 'forward';

/**
 * What the next command does first: it rolls an open transaction back, or finishes it. Whether there was one.
 * @throws Error if a rollback attributes a change to another program, because no other program ran
 */
export async function recover(host: ReconcileHost, direction: RecoverDirection = 'back'): Promise<boolean> {
  const open = await findOpenTransaction(host);
  if (open === undefined) return false;
  const context = { host, on: () => {} };
  if (direction === 'forward') await finishForward(context, open, await previewForward(context.host, open));
  else {
    const { foreign } = await runRollback(context, open, 'the command did not end');
    if (foreign.length > 0)
      throw new Error(`attributed to another program: ${foreign.map(({ key }) => key).join(', ')}`);
  }
  return true;
}

/** The same of a machine, with its power on. */
export const recoverMachine = async (
  machine: MemoryMachine,
  direction: RecoverDirection = 'back',
): Promise<boolean> => recover(memoryHost(machine, powerFor(0)).host, direction);
