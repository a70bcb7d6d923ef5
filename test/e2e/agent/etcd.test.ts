import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { peerRoutes, routesTo } from '../../support/agent/agent.ts';
import {
  etcdIn,
  flannelMac,
  followEtcd,
  keyOf,
  leaseAt,
  putPeer,
  recordsIn,
  untilReady,
  untilSaid,
} from '../../support/agent/etcd-node.ts';
import { expectExit, readIn, SUBNET_ENV } from '../../support/host/node.ts';
import { leaseText, macOf, vxlanData } from '../../support/stores/leases.ts';
import { test, until } from '../../support/transactions/running.ts';

const OWN_IP = '192.168.77.1';

test('in an empty store an agent takes a subnet, and writes its lease as flanneld does', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  followEtcd(host, [etcd]);
  const [key, value] = await leaseAt(etcd, OWN_IP);
  const env = await until('subnet.env', async () => readIn(host, SUBNET_ENV).catch(() => undefined));
  const [, subnet = ''] = /^FLANNEL_SUBNET=(\d+\.\d+\.\d+)\.1\/24$/m.exec(env) ?? [];
  expect(key).toBe(keyOf(`${subnet}.0-24`));
  const mac = await flannelMac(host);
  expect(value).toBe(leaseText(OWN_IP, { VNI: 1, VtepMAC: mac }));
  const lease = JSON.parse(await etcd.ctl('get', key, '-w', 'json')) as { kvs: [{ lease: number }] };
  expect(lease.kvs[0].lease).toBeGreaterThan(0);
});

test('peers come, change and go with their records', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 1);
  await putPeer(etcd, 2);
  followEtcd(host, [etcd]);
  await routesTo(host, 2);
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
  await putPeer(etcd, 3, { PublicIP: '192.168.77.33', BackendData: vxlanData(33) });
  await until('the FDB follows', async () => {
    const fdb = await host.sh('bridge fdb show dev flannel.1');
    return fdb.includes(`${macOf(33)} dst 192.168.77.33`) && !fdb.includes(macOf(3));
  });
  await etcd.ctl('del', keyOf(2));
  await routesTo(host, 3);
});

test('two peers at one address are both followed, and status, diff and a restart know them', async ({
  host,
}) => {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 1);
  await putPeer(etcd, 2);
  await putPeer(etcd, 3, { PublicIP: '192.168.77.2' });
  const agent = followEtcd(host, [etcd]);
  await untilSaid(agent, 'its public IP 192.168.77.2 is also that of another record');
  await routesTo(host, 2, 3);
  await putPeer(etcd, 4, { PublicIP: '192.168.77.2' });
  await routesTo(host, 2, 3, 4);
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  expect(expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0).stdout).toContain(
    'nothing to change',
  );
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24', '10.244.3.0/24', '10.244.4.0/24']);
});

test('an agent that starts again keeps its subnet and its MAC, also where flannel.1 is gone', async ({
  host,
}) => {
  const [etcd] = await etcdIn(host);
  const first = followEtcd(host, [etcd]);
  const [key, value] = await leaseAt(etcd, OWN_IP);
  const mac = await until('flannel.1', async () => flannelMac(host).catch(() => undefined));
  first.signal('SIGKILL');
  await first.ended;
  await host.sh('ip link delete flannel.1');
  followEtcd(host, [etcd]);
  expect(await until('flannel.1', async () => flannelMac(host).catch(() => undefined))).toBe(mac);
  expect([...(await recordsIn(etcd))]).toEqual([[key, value]]);
});

test('SIGHUP reads all again, and changes nothing', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  await putPeer(etcd, 1);
  await putPeer(etcd, 2);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2);
  const before = await host.sh('ip -d route show proto 140');
  agent.signal('SIGHUP');
  await untilSaid(agent, 'SIGHUP: everything is read again');
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
  expect(await host.sh('ip -d route show proto 140')).toContain(before);
  expect([...(await recordsIn(etcd)).keys()]).toContain(keyOf(1));
});

test('reset withdraws the lease, and with --keep-lease leaves it', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  const first = followEtcd(host, [etcd]);
  const [key] = await leaseAt(etcd, OWN_IP);
  await untilReady(host);
  expectExit(await host.flannelctl(['reset', '--yes', '--keep-lease']), 0);
  expectExit(await first.ended, 0);
  expect([...(await recordsIn(etcd)).keys()]).toEqual([key]);
  const second = followEtcd(host, [etcd]);
  await untilReady(host);
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expectExit(await second.ended, 0);
  expect([...(await recordsIn(etcd)).keys()]).toEqual([]);
});

test('with --subnet-file an agent keeps subnet.env there, and takes the subnet in it', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  const file = path.join(host.root, 'run/blue/subnet.env');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.203.1/24\nFLANNEL_MTU=1450\n');
  const agent = followEtcd(host, [etcd], ['-subnet-file=/run/blue/subnet.env']);
  await untilReady(host);
  expect([...(await recordsIn(etcd)).keys()]).toEqual([keyOf(203)]);
  await rm(file);
  await until('it is written again', async () => readIn(host, 'run/blue/subnet.env').catch(() => undefined));
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  const usual = followEtcd(host, [etcd]);
  await until('subnet.env is where flannel has it', async () =>
    readIn(host, SUBNET_ENV).catch(() => undefined),
  );
  await until('the other one is gone', async () =>
    readIn(host, 'run/blue/subnet.env').then(
      () => false,
      () => true,
    ),
  );
  usual.signal('SIGTERM');
  expectExit(await usual.ended, 0);
});

test('endpoints of two clusters are named', async ({ host }) => {
  const [[one], [other]] = [await etcdIn(host), await etcdIn(host)];
  const agent = followEtcd(host, [one, other]);
  await untilSaid(agent, `warn  etcd at ${other.url} is of another cluster than at ${one.url}`);
});
