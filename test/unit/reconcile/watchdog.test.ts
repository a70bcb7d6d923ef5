import { beforeAll, describe, expect, it } from 'vitest';
import { findOpenTransaction } from '../../../src/reconcile/index.ts';
import { watchOver } from '../../../src/reconcile/lifecycle/watchdog.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { cloned, type MemoryMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import { cutOff } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';

const hostOf = (machine: MemoryMachine) => memoryHost(machine, powerFor(0)).host;

let unfinished: MemoryMachine;
beforeAll(async () => {
  const scenario = await SCENARIOS['join with one peer more']?.make();
  for (let before = 1; ; before += 1) {
    const { machine } = await cutOff(scenario ?? expect.unreachable(), before);
    if ((await findOpenTransaction(hostOf(cloned(machine)))) === undefined) continue;
    unfinished = machine;
    return;
  }
});

/** How long a watchdog takes that gives a command five seconds, what it leaves open, and what it kills. */
async function watched(isAlive: boolean, isOf = (id: string): string => id) {
  const host = hostOf(cloned(unfinished));
  const { transaction } = (await findOpenTransaction(host)) ?? expect.unreachable();
  const began = host.clock.uptime();
  const killed: number[] = [];
  const processes = {
    ...host.processes,
    parent: () => (isAlive ? transaction.pid : 1),
    kill: (pid: number) => void killed.push(pid),
  };
  await watchOver({ ...host, processes }, isOf(transaction.id), 5);
  const isOpen = (await findOpenTransaction(host)) !== undefined;
  return { seconds: host.clock.uptime() - began, isOpen, killed, pid: transaction.pid };
}

describe('a watchdog', () => {
  it('rolls back what a dead command left, five seconds after its last line', async () => {
    const { seconds, isOpen, killed } = await watched(false);
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThan(6);
    expect([isOpen, killed]).toEqual([false, []]);
  });

  it('gives a command that is alive the time of one tool in addition', async () => {
    const { seconds, isOpen } = await watched(true);
    expect(seconds).toBeGreaterThanOrEqual(35);
    expect(seconds).toBeLessThan(36);
    expect(isOpen).toBe(false);
  });

  it('leaves another transaction alone', async () => {
    expect(await watched(false, () => 'another')).toMatchObject({ seconds: 0, isOpen: true, killed: [] });
  });
});
