import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import {
  agentFiles,
  nodeList,
  peerRoutes,
  routesTo,
  startAgent,
  untilReady,
} from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import {
  changesOf,
  expectExit,
  lines,
  netConf,
  RECORD,
  readIn,
  SUBNET_ENV,
} from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { start, test, until } from '../../support/transactions/running.ts';

const CONF = netConf({ EnableNFTables: true });

test('an agent sets a node up, and follows a list that changes', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2, 3), CONF);
  startAgent(host, files);
  await routesTo(host, 2, 3);
  await until('subnet.env', async () => (await readIn(host, SUBNET_ENV).catch(() => '')) !== '');
  expect(await readIn(host, SUBNET_ENV)).toContain('FLANNEL_SUBNET=10.244.1.1/24\n');
  await writeFile(files.nodes, nodeList(1, 2, 4));
  await routesTo(host, 2, 4);
  // As editors and ConfigMaps do it: another file takes the name.
  const next = path.join(host.root, 'next.yaml');
  await writeFile(next, nodeList(1, 5));
  await rename(next, files.nodes);
  await routesTo(host, 5);
});

/** Sooner than the file is looked at without an event, which is once a minute. */
const SOON = { timeout: 30_000 };

test('a list behind a symbolic link is followed where it is', SOON, async ({ host }) => {
  const files = await agentFiles(host, '', CONF);
  const target = path.join(host.root, 'elsewhere/list.yaml');
  await mkdir(path.dirname(target));
  await writeFile(target, nodeList(1, 2));
  const nodes = path.join(host.root, 'link.yaml');
  await symlink(target, nodes);
  startAgent(host, { ...files, nodes });
  await routesTo(host, 2);
  await writeFile(target, nodeList(1, 3));
  await routesTo(host, 3);
});

test('what it leaves is what join makes of the same list', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const agent = startAgent(host, files);
  await routesTo(host, 2);
  await writeFile(files.nodes, nodeList(1, 2, 3));
  await routesTo(host, 2, 3);
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  const changes = await changesOf(host, 'diff', '--nodes', files.nodes, '--net-conf', files.netConf);
  expect(lines(changes)).toEqual([]);
});

test('a list that can’t be read leaves the network as it is, and is named', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2, 3), CONF);
  const agent = startAgent(host, files);
  await routesTo(host, 2, 3);
  await writeFile(files.nodes, 'nodes: [');
  await until('the log names it', async () => agent.said().includes(`${files.nodes} is not a list of nodes`));
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24', '10.244.3.0/24']);
  await writeFile(files.nodes, nodeList(1, 3));
  await routesTo(host, 3);
});

/** A host as text, without what the agent says of itself. */
const withoutReport = async (host: Host): Promise<string> =>
  JSON.stringify(await snapshot(host), undefined, 1)
    .split('\n')
    .filter((line) => !line.includes('agent.json'))
    .join('\n');

test('SIGTERM leaves the network, and a new agent finds nothing to change', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2, 3), CONF);
  const first = startAgent(host, files);
  await routesTo(host, 2, 3);
  await untilReady(host);
  const before = await withoutReport(host);
  first.signal('SIGTERM');
  expectExit(await first.ended, 0);
  const second = startAgent(host, files);
  await untilReady(host);
  expect(await withoutReport(host)).toBe(before);
  expect(second.said()).not.toContain('objects were changed');
});

test('join and another agent refuse beside it, status shows it, and reset ends it', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const agent = startAgent(host, files);
  await routesTo(host, 2);
  await untilReady(host);
  const refused = expectExit(await host.flannelctl(['join', '--yes']), 75);
  expect(refused.stderr).toContain(
    `flannelctl agent (pid ${agent.pid}) keeps this node up to date from nodes.yaml`,
  );
  expectExit(await startAgent(host, files).ended, 75);
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(stdout).toMatch(/^agent {4}pid \d+, nodes\.yaml, connected since /m);
  expectExit(await host.flannelctl(['join', '--yes', '--beside-agent']), 0);
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expectExit(await agent.ended, 0);
  expect(await peerRoutes(host)).toEqual([]);
});

test('status says that an agent was killed', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const agent = startAgent(host, files);
  await routesTo(host, 2);
  await untilReady(host);
  agent.signal('SIGKILL');
  await agent.ended;
  const { stdout } = await host.flannelctl(['status', '--no-probe']);
  expect(stdout).toMatch(/^agent {4}not running: nothing follows nodes\.yaml$/m);
  startAgent(host, files);
  await until('it runs again', async () =>
    (await host.flannelctl(['status', '--no-probe'])).stdout.includes('connected since'),
  );
});

test('peers that can’t be saved are told once, and saved when they can be', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const agent = startAgent(host, files);
  await routesTo(host, 2);
  await untilReady(host);
  const record = path.join(host.root, RECORD);
  const text = await readIn(host, RECORD);
  await writeFile(record, '{');
  await writeFile(files.nodes, nodeList(1, 2, 3));
  const told = (): number => agent.said().split('the peers could not be saved').length - 1;
  await until('it says so', async () => told() > 0);
  await sleep(7000);
  expect(told()).toBe(1);
  await writeFile(record, text);
  await until('they are saved', async () => (await readIn(host, RECORD)).includes('192.168.77.3'));
});

test('while its store does not answer, it sets the node up as it was saved', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2, 3), CONF);
  const first = startAgent(host, files);
  await untilReady(host);
  first.signal('SIGTERM');
  expectExit(await first.ended, 0);
  await host.sh('ip link del flannel.1');
  const agent = start(host, ['agent', '--node', 'n1', '--etcd-endpoints', 'http://127.0.0.1:9', '--ip-masq']);
  await routesTo(host, 2, 3);
  await until('the log says it', async () => agent.said().includes('this node is set up as it was last'));
  expect(agent.said()).toContain('error the net-conf: ');
});
