import { expect, test } from 'vitest';
import { observeUntil } from '../../../src/reconcile/comparison/observe-until.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

const FORWARDING = { kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' } as const;

/** A host whose setting has its value after some time, by its own clock. */
function slowHost(milliseconds: number) {
  const { host } = memoryHost(newMachine(), powerFor(0));
  const ready = host.clock.uptime() + milliseconds / 1000;
  const observe = async (): Promise<readonly HostObject[]> => [
    { ...FORWARDING, value: host.clock.uptime() < ready ? '0' : '1' },
  ];
  return { ...host, network: { ...host.network, observe } };
}

const changesAfter = async (milliseconds: number): Promise<number> => {
  const target = {
    desired: [FORWARDING],
    recorded: { paths: new Set<string>(), chains: new Set<string>() },
    scope: { root: '/', sysctls: [], paths: [] },
  };
  const { diff } = await observeUntil(
    slowHost(milliseconds),
    target,
    (looked) => looked.diff.changes.length === 0,
  );
  return diff.changes.length;
};

test('a host has 400 ms to settle, in two waits', async () => {
  expect(await changesAfter(0)).toBe(0);
  expect(await changesAfter(300)).toBe(0);
  expect(await changesAfter(400)).toBe(0);
  expect(await changesAfter(500)).toBe(1);
});
