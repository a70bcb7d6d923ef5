import { execa } from 'execa';
import { expect, test } from 'vitest';
import { routesTo } from '../../support/agent/agent.ts';
import { hostInCluster, peerNode } from '../../support/agent/kube.ts';
import { agentFollows } from '../../support/agent/kube-behaviour.ts';
import { recordedAnswers } from '../../support/apiserver/answers.ts';
import { modelApiServer } from '../../support/apiserver/model.ts';
import { freshHost } from '../../support/host/netns.ts';
import { netConf } from '../../support/host/node.ts';
import { until } from '../../support/transactions/running.ts';

agentFollows(modelApiServer);

test('a revision that the server has forgotten costs no route', async ({ onTestFinished }) => {
  const server = await modelApiServer();
  onTestFinished(server.stop);
  const host = await freshHost();
  const cluster = await hostInCluster(host, server, netConf({ EnableNFTables: true }));
  await cluster.createOwn({ podCIDRs: ['10.244.1.0/24'] });
  await cluster.create(peerNode(2));
  const agent = await cluster.start();
  onTestFinished(async () => {
    agent.signal('SIGKILL');
    await agent.ended;
  });
  await routesTo(host, 2);
  const monitor = execa('ip', ['-n', host.netns, 'monitor', 'route'], { reject: false, buffer: false });
  let seen = '';
  monitor.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  onTestFinished(async () => {
    monitor.kill('SIGKILL');
    await monitor;
  });
  server.say(JSON.stringify(recordedAnswers().expired.body));
  await until('the log says so', async () => agent.said().includes('no longer has all changes'));
  await cluster.create(peerNode(3));
  await routesTo(host, 2, 3);
  await until('the route is seen', async () => seen.includes('10.244.3.0/24'));
  expect(seen).not.toContain('10.244.2.0/24');
});
