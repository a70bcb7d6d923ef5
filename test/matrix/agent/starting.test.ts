import { setTimeout as sleep } from 'node:timers/promises';
import { agentFiles, nodeList, routesTo, startAgent, untilReady } from '../../support/agent/agent.ts';
import { netConf } from '../../support/host/node.ts';
import { test, until } from '../../support/transactions/running.ts';

const CONF = netConf({ EnableNFTables: true });

/** From before an agent looks at its host until after it has found that all matches, in milliseconds. */
const MOMENTS = Array.from({ length: 8 }, (_, i) => i * 100);

test('a route that is deleted while an agent starts comes back, at whichever moment', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2, 3), CONF);
  const first = startAgent(host, files);
  await untilReady(host);
  first.signal('SIGTERM');
  await first.ended;
  for (const moment of MOMENTS) {
    const agent = startAgent(host, files);
    await until('it runs', async () => agent.said().includes(' follows '));
    await sleep(moment);
    await host.sh('ip route del 10.244.2.0/24');
    await routesTo(host, 2, 3);
    agent.signal('SIGTERM');
    await agent.ended;
  }
});
