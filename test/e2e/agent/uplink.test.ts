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
import { netConf } from '../../support/host/node.ts';
import { test, until } from '../../support/transactions/running.ts';

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
