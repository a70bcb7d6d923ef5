import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { CONFIG_KEY, followEtcd, leaseAt, recordsIn } from '../../support/agent/etcd-node.ts';
import { type Host, makeHostWith } from '../../support/host/netns.ts';
import { netConf } from '../../support/host/node.ts';
import { startOneEtcd } from '../../support/stores/etcd.ts';
import { pidsIn, until } from '../../support/transactions/running.ts';

const AGENTS = 20;

/** Hosts on one switch. The switch is a network namespace of its own. */
async function hostsOnSwitch(count: number): Promise<{ readonly netns: string; readonly hosts: Host[] }> {
  const center = await makeHostWith(async (sh) => {
    const lines = [
      'link set lo up',
      'link add name eth0 type bridge',
      'link set eth0 up',
      'address add 192.168.77.254/24 dev eth0',
      // A bridge is up once it has a port.
      'link add name port0 type veth peer name port0-far',
      'link set port0 master eth0 up',
      'link set port0-far up',
    ];
    await sh('ip -batch -', `${lines.join('\n')}\n`);
  });
  onTestFinished(center.remove);
  const hosts: Host[] = [];
  for (let n = 1; n <= count; n += 1) {
    const host = await makeHostWith(async (sh) => {
      const lines = [
        'link set lo up',
        `link add name eth0 type veth peer name p${n} netns ${center.netns}`,
        'link set eth0 up',
        `address add 192.168.77.${n}/24 dev eth0`,
        'route add default via 192.168.77.254 dev eth0',
      ];
      await sh('ip -batch -', `${lines.join('\n')}\n`);
      await center.sh(`ip link set p${n} master eth0 up`);
    });
    hosts.push(host);
    onTestFinished(async () => {
      const pids = await pidsIn(host);
      if (pids.length > 0) await execa('kill', ['-KILL', ...pids], { reject: false });
      await host.remove();
    });
  }
  return { netns: center.netns, hosts };
}

/** Waits until each host has routes to so many others. */
async function untilAllFollow(hosts: readonly Host[], peers: number): Promise<void> {
  for (const { sh } of hosts)
    await expect
      .poll(async () => (await sh('ip route show proto 140')).split('\n').filter(Boolean).length, {
        timeout: 60_000,
        interval: 500,
      })
      .toBe(peers);
}

test(`${AGENTS} agents that start at once in a network of 32 subnets get ${AGENTS} subnets, all follow all, and one whose lease ends is removed from all`, async () => {
  const { netns, hosts } = await hostsOnSwitch(AGENTS);
  const etcd = await startOneEtcd({ netns, address: '192.168.77.254' });
  await etcd.ctl('put', CONFIG_KEY, netConf({ EnableNFTables: true, Network: '10.244.0.0/19' }));
  hosts.map((host, i) => followEtcd(host, [etcd], [], `n${i + 1}`));
  await until('all have a lease', async () => (await recordsIn(etcd)).size >= AGENTS);
  const records = await recordsIn(etcd);
  const addresses = [...records.values()].map((value) => /"PublicIP":"([^"]*)"/.exec(value)?.[1]);
  expect(new Set(addresses).size).toBe(AGENTS);
  await untilAllFollow(hosts, AGENTS - 1);
  // A node dies. Its lease ends a day later, which is not waited for.
  const [dead, ...living] = hosts;
  await execa('kill', ['-KILL', ...(await pidsIn(dead ?? expect.unreachable()))], { reject: false });
  const [key] = await leaseAt(etcd, '192.168.77.1');
  // It has more digits than a number of JSON's.
  const [, lease = ''] = /"lease":(\d+)/.exec(await etcd.ctl('get', key, '-w', 'json')) ?? [];
  await etcd.ctl('lease', 'revoke', BigInt(lease).toString(16));
  await untilAllFollow(living, AGENTS - 2);
});
