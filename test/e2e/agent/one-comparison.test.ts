import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { agentFiles, nodeList, routesTo, startAgent, untilReady } from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import { netConf } from '../../support/host/node.ts';
import { type Running, test, until } from '../../support/transactions/running.ts';

const CONF = netConf({ EnableNFTables: true });

/** Longer than it takes until drift is found. */
const QUIET_MS = 1500;

/** The comparisons that an agent has told of. */
const comparisonsIn = ({ said }: Running): string[] =>
  said()
    .split('\n')
    .filter((line) => / changed: | all was compared/.test(line));

const startTelling = async (host: Host, list: string): Promise<Running> =>
  startAgent(host, await agentFiles(host, list, CONF), ['--log-level', 'debug']);

async function stopped(agent: Running): Promise<void> {
  agent.signal('SIGTERM');
  await agent.ended;
}

test('an agent compares once when it starts, and once when it starts again on a node that is set up', async ({
  host,
}) => {
  for (const says of [/objects were changed: all records/, /all was compared, and matches: all records/]) {
    const agent = await startTelling(host, nodeList(1, 2, 3));
    await until('it has compared', async () => comparisonsIn(agent).length > 0);
    await sleep(QUIET_MS);
    expect(comparisonsIn(agent)).toEqual([expect.stringMatching(says)]);
    await stopped(agent);
  }
});

test('routes that are deleted while an agent starts come back, whenever that was', async ({ host }) => {
  const numbers = Array.from({ length: 40 }, (_, i) => i + 2);
  const first = await startTelling(host, nodeList(1, ...numbers));
  await untilReady(host);
  await stopped(first);
  const second = await startTelling(host, nodeList(1, ...numbers));
  for (const n of numbers) {
    await host.sh(`ip route del 10.244.${n}.0/24`);
    await sleep(20);
  }
  await until('it has compared', async () => comparisonsIn(second).length > 0);
  await routesTo(host, ...numbers.toSorted((a, b) => `10.244.${a}.0/24`.localeCompare(`10.244.${b}.0/24`)));
});
