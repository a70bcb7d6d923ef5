import { expect } from 'vitest';
import {
  agentFiles,
  dualNodeList,
  nodeList,
  routesTo,
  startAgent,
  untilReady,
} from '../../support/agent/agent.ts';
import { containerSettings, inContainer } from '../../support/host/container.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { test, until } from '../../support/transactions/running.ts';

const DUAL = { EnableIPv6: true, IPv6Network: 'fd00:244::/48' };

test.for([
  ['vxlan with nft', { EnableNFTables: true }],
  ['vxlan of both families with nft', { EnableNFTables: true, ...DUAL }],
  ['vxlan of both families with iptables', { EnableNFTables: false, ...DUAL }],
  ['host-gw of both families', { EnableNFTables: true, ...DUAL, Backend: { Type: 'host-gw' } }],
] as const)(
  'with the rights that the DaemonSet has, the agent keeps up to date $0',
  async ([, conf], { host }) => {
    await host.sh(`sysctl -qe -w ${containerSettings()}`);
    await host.sh('ip address add fd77::1/64 dev eth0 nodad');
    await host.sh('ip -6 route add default via fd77::254');
    const container = await inContainer(host);
    const files = await agentFiles(host, dualNodeList(1, 2, 3), netConf(conf));
    const agent = startAgent(host, files, [], container);
    await untilReady(host);
    expect(agent.said().match(/no network namespace can be made here/g)).toHaveLength(1);
    await routesTo(host, 2, 3);
    await host.sh('ip route delete 10.244.2.0/24');
    await routesTo(host, 2, 3);
    const status = await host.flannelctl(['status', '--no-probe'], container);
    expect(expectExit(status, 0).stdout).toMatch(/^OK/m);
    agent.signal('SIGTERM');
    expect((await agent.ended).exitCode).toBe(0);
    expect(agent.said()).not.toMatch(/ error /);
  },
);

test('the agent in a container makes its link again', async ({ host }) => {
  await host.sh(`sysctl -qe -w ${containerSettings()}`);
  const files = await agentFiles(host, nodeList(1, 2), netConf({ EnableNFTables: true }));
  startAgent(host, files, [], await inContainer(host));
  await untilReady(host);
  await host.sh('ip link delete flannel.1');
  await until('it is made again', async () => (await host.sh('ip -br link')).includes('flannel.1'));
  await routesTo(host, 2);
});
