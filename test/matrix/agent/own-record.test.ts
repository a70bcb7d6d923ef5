import { expect } from 'vitest';
import { peerRoutes, routesTo } from '../../support/agent/agent.ts';
import {
  CONFIG_KEY,
  etcdIn,
  flannelMac,
  followEtcd,
  keyOf,
  leaseAt,
  putPeer,
  recordOf,
  recordsIn,
  reportOf,
  untilReady,
  untilSaid,
} from '../../support/agent/etcd-node.ts';
import { keptState } from '../../support/agent/keeping.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, netConf, readIn, SUBNET_ENV } from '../../support/host/node.ts';
import type { EtcdMember } from '../../support/stores/etcd.ts';
import { macOf, vxlanData } from '../../support/stores/leases.ts';
import { type Running, test } from '../../support/transactions/running.ts';

interface Following {
  readonly etcd: EtcdMember;
  readonly agent: Running;
}

/** An agent of n1, 10.244.1.0/24, with a peer n2. */
async function following(host: Host): Promise<Following> {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 1);
  await putPeer(etcd, 2);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2);
  await untilReady(host);
  return { etcd, agent };
}

/** Gives a host's uplink another address of the subnet. */
async function moveTo(host: Host, from: number, to: number): Promise<void> {
  await host.sh(`ip address del 192.168.77.${from}/24 dev eth0`);
  await host.sh(`ip address add 192.168.77.${to}/24 dev eth0`);
  await host.sh('ip route replace default via 192.168.77.254 dev eth0');
}

const ownIn = async (etcd: EtcdMember): Promise<string | undefined> => (await recordsIn(etcd)).get(keyOf(1));

const LATER = { timeout: 20_000, interval: 200 };

test('a record of this node that was overwritten with another MAC is written again', async ({ host }) => {
  const { etcd, agent } = await following(host);
  await putPeer(etcd, 1, { BackendData: vxlanData(99) });
  await expect.poll(async () => ownIn(etcd), LATER).toBe(recordOf(1));
  expect(agent.said()).toContain(`${keyOf(1)} was overwritten`);
  expect(await flannelMac(host)).toBe(macOf(1));
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24']);
});

test('one that was deleted is restored, and one that can’t be read is written again', async ({ host }) => {
  const { etcd } = await following(host);
  await etcd.ctl('del', keyOf(1));
  await expect.poll(async () => ownIn(etcd), LATER).toBe(recordOf(1));
  await etcd.put(keyOf(1), '{');
  await expect.poll(async () => ownIn(etcd), LATER).toBe(recordOf(1));
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24']);
});

test('another node that claims the subnet is named and not fought', async ({ host }) => {
  const { etcd, agent } = await following(host);
  const claim = recordOf(1, { PublicIP: '192.168.77.9' });
  await etcd.put(keyOf(1), claim);
  await untilSaid(agent, `${keyOf(1)} is claimed by 192.168.77.9`);
  await expect.poll(async () => (await reportOf(host)).lease?.rival, LATER).toContain('192.168.77.9');
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
  // Longer than a record that was overwritten is left.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect(await ownIn(etcd)).toBe(claim);
  await etcd.put(keyOf(1), recordOf(1));
  await untilSaid(agent, `${keyOf(1)} is this node's again`);
});

test('a dead peer goes with its lease', async ({ host }) => {
  const { etcd } = await following(host);
  const [, id = ''] = /lease (\w+) granted/.exec(await etcd.ctl('lease', 'grant', '2')) ?? [];
  await etcd.ctl('put', `--lease=${id}`, keyOf(3), recordOf(3));
  await routesTo(host, 2, 3);
  await routesTo(host, 2);
});

test('another address of the uplink moves the lease, and the subnet stays', async ({ host }) => {
  const { etcd, agent } = await following(host);
  await moveTo(host, 1, 8);
  await untilSaid(agent, 'the uplink has another address');
  const [key, value] = await leaseAt(etcd, '192.168.77.8');
  expect([key, value]).toEqual([keyOf(1), recordOf(1, { PublicIP: '192.168.77.8' })]);
  expect((await recordsIn(etcd)).size).toBe(2);
  await expect.poll(async () => host.sh('ip -d link show flannel.1'), LATER).toContain('local 192.168.77.8 ');
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24']);
  // Nobody has to type anything on other nodes: they learn of it from the store.
  expect(agent.said()).not.toContain("peers don't reach this node");
});

test('an agent that is killed before it published another address keeps its subnet', async ({ host }) => {
  const { etcd, agent } = await following(host);
  await etcd.signal('SIGSTOP');
  await moveTo(host, 1, 8);
  await untilSaid(agent, 'the uplink has another address');
  agent.signal('SIGKILL');
  await agent.ended;
  await etcd.signal('SIGCONT');
  expect(await ownIn(etcd)).toBe(recordOf(1));
  followEtcd(host, [etcd]);
  const [key] = await leaseAt(etcd, '192.168.77.8');
  expect(key).toBe(keyOf(1));
  expect([...(await recordsIn(etcd)).keys()]).toEqual([keyOf(1), keyOf(2)]);
});

test('a node that was brought up with other addresses while its agent was stopped keeps its subnet', async ({
  host,
}) => {
  const { etcd, agent } = await following(host);
  agent.signal('SIGTERM');
  await agent.ended;
  await moveTo(host, 1, 8);
  expectExit(await host.flannelctl(['up']), 0);
  await moveTo(host, 8, 9);
  expectExit(await host.flannelctl(['up']), 0);
  followEtcd(host, [etcd]);
  const [key] = await leaseAt(etcd, '192.168.77.9');
  expect(key).toBe(keyOf(1));
  expect((await recordsIn(etcd)).size).toBe(2);
});

test('a former address of this node with another subnet is another node’s', async ({ host }) => {
  const { etcd, agent } = await following(host);
  agent.signal('SIGTERM');
  await agent.ended;
  await moveTo(host, 1, 8);
  expectExit(await host.flannelctl(['up']), 0);
  await etcd.ctl('del', keyOf(1));
  await putPeer(etcd, 5, { PublicIP: '192.168.77.1' });
  followEtcd(host, [etcd]);
  const [key] = await leaseAt(etcd, '192.168.77.8');
  expect(key).toBe(keyOf(1));
  await routesTo(host, 2, 5);
});

test('another net-conf sets the node up again', async ({ host }) => {
  const { etcd, agent } = await following(host);
  await etcd.ctl('put', CONFIG_KEY, '{');
  await untilSaid(agent, 'the net-conf of before stays in force');
  const vni2 = netConf({ EnableNFTables: true, Backend: { Type: 'vxlan', VNI: 2 } });
  await etcd.ctl('put', CONFIG_KEY, vni2);
  await untilSaid(agent, 'the net-conf was changed');
  await expect.poll(async () => host.sh('ip -br link'), LATER).toContain('flannel.2');
  await expect.poll(async () => host.sh('ip -br link'), LATER).not.toContain('flannel.1 ');
  const other = netConf({ EnableNFTables: true, Network: '10.99.0.0/16' });
  await etcd.ctl('put', CONFIG_KEY, other);
  await expect
    .poll(async () => readIn(host, SUBNET_ENV), LATER)
    .toMatch(/FLANNEL_NETWORK=10\.99\.0\.0\/16\nFLANNEL_SUBNET=10\.99\.\d+\.1\/24/);
  const [key] = await leaseAt(etcd, '192.168.77.1');
  expect(key).toMatch(/\/10\.99\.\d+\.0-24$/);
});

test('a node that was set up under another name is told so, and its network and its record stay', async ({
  host,
}) => {
  const { etcd, agent } = await following(host);
  const before = [await keptState(host), await recordsIn(etcd)];
  agent.signal('SIGTERM');
  await agent.ended;
  const renamed = followEtcd(host, [etcd], [], 'n1-renamed');
  await untilSaid(renamed, 'this node was set up as n1, not as n1-renamed');
  expect([await keptState(host), await recordsIn(etcd)]).toEqual(before);
});
