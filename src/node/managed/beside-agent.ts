import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors/index.ts';
import { kill } from '../../host/index.ts';
import { managingAgent, runningAgent } from './agent-report.ts';

/** What an agent undoes is not changed beside it. @throws Failure `locked`, which names the agent and its store */
export async function refuseBesideAgent(root: string): Promise<void> {
  // Without an agent nothing is read, because who is not root is told so by the checks.
  if ((await runningAgent(root)) === undefined) return;
  const agent = await managingAgent(root);
  if (agent?.running === undefined) return;
  const store = agent.report === undefined ? '' : ` from ${agent.report.store}`;
  throw new Failure(
    'locked',
    `flannelctl agent (pid ${agent.running.pid}) keeps this node up to date${store}; nothing was changed`,
    {
      hint: 'Change the store instead; or stop the agent first. With --beside-agent the change is made, and the agent undoes what the store does not say.',
    },
  );
}

const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/**
 * Ends the agent of this network namespace, if one runs.
 * @param keepsLease whether the lease of this node stays in the store
 * @throws Failure `locked` if it does not end
 */
export async function endAgent(root: string, keepsLease: boolean): Promise<void> {
  const agent = await runningAgent(root);
  if (agent === undefined) return;
  kill(agent.pid, keepsLease ? 'SIGTERM' : 'SIGUSR2');
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    if ((await runningAgent(root)) === undefined) return;
    await sleep(LOOK_MS);
  }
  throw new Failure('locked', `flannelctl agent (pid ${agent.pid}) does not end; nothing was changed`, {
    hint: `See what it waits for in its log, and end it: kill ${agent.pid}`,
  });
}
