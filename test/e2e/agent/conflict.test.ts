import { writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import {
  type AgentFiles,
  agentFiles,
  nodeList,
  routesTo,
  startAgent,
  untilReady,
} from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { type Running, test, until } from '../../support/transactions/running.ts';

const FORWARDING = 'sysctl -n net.ipv4.ip_forward';
const IN_THE_WAY = 'left out: in the way: ';

const untilForwarding = async (host: Host): Promise<unknown> =>
  until('forwarding is on again', async () => (await host.sh(FORWARDING)).trim() === '1');

const untilSaid = async (agent: Running, text: string): Promise<unknown> =>
  until(`the log has: ${text}`, async () => agent.said().includes(text));

/** An agent of n1 with the peer n2. */
async function running(host: Host): Promise<{
  readonly agent: Running;
  readonly files: AgentFiles;
  readonly put: (...peers: readonly number[]) => Promise<void>;
}> {
  const files = await agentFiles(host, nodeList(1, 2), netConf());
  const agent = startAgent(host, files);
  await untilReady(host);
  return { agent, files, put: async (...numbers) => writeFile(files.nodes, nodeList(...numbers)) };
}

test('a foreign route in the way of one peer costs that peer alone, until it is gone', async ({ host }) => {
  const { agent, put } = await running(host);
  await host.sh('ip route add 10.244.3.0/24 via 192.168.77.9');
  await put(1, 2, 3, 4);
  await untilSaid(agent, IN_THE_WAY);
  await routesTo(host, 2, 4);
  expect(agent.said()).toContain('ip route delete 10.244.3.0/24');
  expect(await host.sh('ip route show 10.244.3.0/24')).toContain('via 192.168.77.9');
  await put(1, 3, 4, 5);
  await routesTo(host, 4, 5);
  await host.sh('sysctl -q -w net.ipv4.ip_forward=0');
  await untilForwarding(host);
  await host.sh('ip route delete 10.244.3.0/24');
  await routesTo(host, 3, 4, 5);
  expect(agent.said().split(IN_THE_WAY)).toHaveLength(2);
});

test('an agent that is restarted beside such a route follows the other peers', async ({ host }) => {
  const { agent, files, put } = await running(host);
  agent.signal('SIGTERM');
  await agent.ended;
  await host.sh('ip route add 10.244.3.0/24 via 192.168.77.9');
  await put(1, 3, 4);
  startAgent(host, files);
  await routesTo(host, 4);
});

test('a foreign link in the place of flannel.1 is left alone, and all that needs no such link is mended', async ({
  host,
}) => {
  const { agent, put } = await running(host);
  await host.sh(
    'ip -batch -',
    'link delete flannel.1\nlink add flannel.1 type bridge\nlink set flannel.1 up\n',
  );
  await untilSaid(agent, IN_THE_WAY);
  await put(1, 3);
  await host.sh('sysctl -q -w net.ipv4.ip_forward=0');
  await untilForwarding(host);
  expect(await host.sh('ip route show dev flannel.1')).toBe('');
  await host.sh('ip link delete flannel.1');
  await routesTo(host, 3);
});

test('a peer that the kernel refuses an entry of is left out, until the kernel takes it', async ({
  host,
}) => {
  const { agent, put } = await running(host);
  await host.sh('ip address add 10.244.3.0/32 dev lo');
  await put(1, 2, 3, 4);
  await untilSaid(agent, 'left out: the kernel refuses an entry of peer n3: ip nexthop add');
  await routesTo(host, 2, 4);
  await put(1, 3, 4, 5);
  await routesTo(host, 4, 5);
  expect(agent.said()).not.toContain('another program');
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
  expect(stdout).toContain('1 of 3 peers cut off (n3)');
  await host.sh('ip address delete 10.244.3.0/32 dev lo');
  await routesTo(host, 3, 4, 5);
});
