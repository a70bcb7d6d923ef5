import { expect } from 'vitest';
import {
  agentFiles,
  dualNodeList,
  nodeList,
  peerRoutes,
  routesTo,
  startAgent,
  untilReady,
} from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { type Running, test, until } from '../../support/transactions/running.ts';

/** Much sooner than all is compared without an event. */
const SOON = { timeout: 60_000 };

const ADDRESS = '192.168.77.1/24';

const untilOn = async (host: Host, uplink: string): Promise<unknown> =>
  until(`flannel.1 is on ${uplink}`, async () =>
    (await host.sh('ip -d link show flannel.1').catch(() => '')).includes(
      ` local 192.168.77.1 dev ${uplink} `,
    ),
  );

const batch = async (host: Host, ...lines: readonly string[]): Promise<string> =>
  host.sh('ip -batch -', `${lines.join('\n')}\n`);

test(
  'the overlay follows an uplink that is renamed, and its address to another link',
  SOON,
  async ({ host }) => {
    const files = await agentFiles(host, nodeList(1, 2), netConf({ EnableNFTables: true }));
    const agent = startAgent(host, files, ['--log-level', 'debug']);
    await routesTo(host, 2);
    await untilReady(host);
    await batch(
      host,
      'link set eth0 down',
      'link set eth0 name wan0',
      'link set wan0 up',
      'route add default via 192.168.77.254 dev wan0',
    );
    await untilOn(host, 'wan0');
    await until('the agent has seen it', async () => /matches: .*link eth0 was deleted/.test(agent.said()));
    await batch(
      host,
      'link add eth1 type veth peer name eth1-far',
      'link set eth1-far up',
      'link set eth1 up',
      `address del ${ADDRESS} dev wan0`,
      `address add ${ADDRESS} dev eth1`,
      'route add default via 192.168.77.254 dev eth1',
    );
    await untilOn(host, 'eth1');
    expect(await peerRoutes(host)).toEqual(['10.244.2.0/24']);
  },
);

test('the overlay is on the link that a new default route goes by', SOON, async ({ host }) => {
  await batch(
    host,
    'link add eth1 type veth peer name eth1-far',
    'link set eth1-far up',
    'link set eth1 up',
    'address add 192.168.78.1/24 dev eth1',
  );
  startAgent(host, await agentFiles(host, nodeList(1, 2), netConf({ EnableNFTables: true })));
  await routesTo(host, 2);
  await untilReady(host);
  await host.sh('ip route replace default via 192.168.78.254 dev eth1');
  await until('flannel.1 is on eth1', async () =>
    (await host.sh('ip -d link show flannel.1')).includes(' dev eth1 '),
  );
});

test(
  'without a default route, as while a DHCP client waits, the node is kept as it is on its uplink',
  SOON,
  async ({ host }) => {
    const agent = startAgent(host, await agentFiles(host, nodeList(1, 2), netConf({ EnableNFTables: true })));
    await routesTo(host, 2);
    await untilReady(host);
    await batch(host, 'route del default', 'link del flannel.1');
    await routesTo(host, 2);
    await untilOn(host, 'eth0');
    expect(agent.said()).not.toContain('error');
  },
);

/** A dual-stack node with one peer, and its agent. */
async function dualStack(host: Host): Promise<Running> {
  await batch(host, 'address add fd77::1/64 dev eth0 nodad', 'route add default via fd77::254 dev eth0');
  const dual = { EnableNFTables: true, EnableIPv6: true, IPv6Network: 'fd00:244::/48' };
  const agent = startAgent(host, await agentFiles(host, dualNodeList(1, 2), netConf(dual)));
  await routesTo(host, 2);
  await untilReady(host);
  return agent;
}

test('an uplink that loses its IPv6 address costs nothing of IPv4', SOON, async ({ host }) => {
  const agent = await dualStack(host);
  await batch(host, 'address del fd77::1/64 dev eth0');
  await until('it is told', async () => agent.said().includes('eth0 has lost its address fd77::1'));
  await batch(host, 'route del 10.244.2.0/24', 'link del flannel-v6.1');
  await routesTo(host, 2);
  await until('the link for IPv6 is as before', async () =>
    (await host.sh('ip -d link show flannel-v6.1').catch(() => '')).includes(' local fd77::1 dev eth0 '),
  );
  const { stdout } = await host.flannelctl(['status', '--no-probe']);
  expect(stdout).toContain('eth0, the uplink that this node was set up with, has no IPv6 address any more');
});

test('IPv6 that is turned off costs nothing of IPv4, and comes back', SOON, async ({ host }) => {
  const agent = await dualStack(host);
  await host.sh('sysctl -q -w net.ipv6.conf.all.disable_ipv6=1');
  await until('it is told', async () =>
    agent.said().includes('left out: the kernel refuses address flannel-v6.1 fd00:244:0:1::/128'),
  );
  await batch(host, 'route del 10.244.2.0/24');
  await routesTo(host, 2);
  await host.sh('sysctl -q -w net.ipv6.conf.all.disable_ipv6=0');
  await batch(host, 'address add fd77::1/64 dev eth0 nodad');
  await until('IPv6 is back', async () =>
    (await host.sh('ip -6 neigh show nud permanent')).includes('fd00:244:0:2:: dev flannel-v6.1 '),
  );
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(stdout).toContain('OK: ');
});
