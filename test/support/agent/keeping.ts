import { expect } from 'vitest';
import type { AgentReport } from '../../../src/generated/types.d.ts';
import type { Host } from '../host/netns.ts';
import { readIn } from '../host/node.ts';
import type { Snapshot } from '../host/snapshot.ts';
import { type Running, stateOf, until } from '../transactions/running.ts';

/** Waits until this very agent, and not one before it, has its node as the store says. */
export async function untilItIsReady(host: Host, { pid }: Running): Promise<void> {
  await until(`agent ${pid} is ready`, async () => {
    const text = await readIn(host, 'run/flannelctl/agent.json').catch(() => '{}');
    const report = JSON.parse(text) as Partial<AgentReport>;
    return report.pid === pid && report.ready === true && report.ended === undefined;
  });
}

/** Files that tell of the agent that runs, and of when something was written. */
const OF_A_RUN = /^run\/flannelctl|^var\/lib\/flannelctl/;

/** All of a host that an agent could touch, but what it writes of itself. */
export async function keptState(host: Host): Promise<Snapshot> {
  const { files = [], ...kernel } = await stateOf(host);
  return { ...kernel, files: files.filter((line) => !OF_A_RUN.test(line)) };
}

/** Waits until a host is in a state; shows the last difference if it never is. */
export async function untilState(host: Host, state: Snapshot, what: string): Promise<void> {
  await expect
    .poll(async () => keptState(host), { message: what, timeout: 30_000, interval: 50 })
    .toEqual(state);
}
