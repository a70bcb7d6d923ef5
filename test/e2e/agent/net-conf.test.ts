import { writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { agentFiles, nodeList, routesTo, startAgent } from '../../support/agent/agent.ts';
import { CONF, CONFIG_KEY, etcdIn, followEtcd, putPeer, untilSaid } from '../../support/agent/etcd-node.ts';
import type { Host } from '../../support/host/netns.ts';
import { netConf } from '../../support/host/node.ts';
import { test, until } from '../../support/transactions/running.ts';

/** One that flannel takes, and that no node can be set up with here. */
const UNBUILT = netConf({ Backend: { Type: 'udp' } });

const vniOf = (vni: number): string =>
  netConf({ EnableNFTables: true, Backend: { Type: 'vxlan', VNI: vni } });

const untilLink = async (host: Host, name: string): Promise<unknown> =>
  until(`link ${name}`, async () => (await host.sh('ip -o link')).includes(` ${name}:`));

test('a net-conf that can’t be built leaves the one before in force, and the next one is taken', async ({
  host,
}) => {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 2);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2);
  await etcd.ctl('put', CONFIG_KEY, UNBUILT);
  await untilSaid(agent, 'the net-conf of before stays in force: Backend udp is valid for flannel');
  await host.sh('ip route del 10.244.2.0/24');
  await routesTo(host, 2);
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
  await etcd.ctl('put', CONFIG_KEY, vniOf(7));
  await untilLink(host, 'flannel.7');
});

test('an agent that starts with a net-conf that can’t be built takes the one that comes then', async ({
  host,
}) => {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 2);
  await etcd.ctl('put', CONFIG_KEY, UNBUILT);
  const agent = followEtcd(host, [etcd]);
  await untilSaid(agent, 'the lease of this node: Backend udp is valid for flannel');
  await etcd.ctl('put', CONFIG_KEY, CONF);
  await routesTo(host, 2);
});

test('the file of --net-config-path is followed, too', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const agent = startAgent(host, files);
  await routesTo(host, 2);
  await writeFile(files.netConf, '{');
  await untilSaid(
    agent,
    `the net-conf of before stays in force: the net-conf in ${files.netConf} is not a valid`,
  );
  await writeFile(files.netConf, netConf({ Network: '10.99.0.0/16' }));
  await untilSaid(agent, 'subnet 10.244.1.0/24 is not in the network 10.99.0.0/16');
  await host.sh('ip route del 10.244.2.0/24');
  await routesTo(host, 2);
  await writeFile(files.netConf, vniOf(7));
  await untilLink(host, 'flannel.7');
  expect(agent.said()).toContain('the net-conf was changed: this node is set up again');
});
