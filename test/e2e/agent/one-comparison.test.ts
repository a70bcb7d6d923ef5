import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { agentFiles, nodeList, startAgent } from '../../support/agent/agent.ts';
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

test('an agent compares once when it starts, and once when it starts again on a node that is set up', async ({
  host,
}) => {
  for (const says of [/objects were changed: all records/, /all was compared, and matches: all records/]) {
    const agent = startAgent(host, await agentFiles(host, nodeList(1, 2, 3), CONF), ['--log-level', 'debug']);
    await until('it has compared', async () => comparisonsIn(agent).length > 0);
    await sleep(QUIET_MS);
    expect(comparisonsIn(agent)).toEqual([expect.stringMatching(says)]);
    agent.signal('SIGTERM');
    await agent.ended;
  }
});
