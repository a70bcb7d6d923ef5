import { rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { peerRoutes, routesTo } from '../../support/agent/agent.ts';
import {
  CONF,
  CONFIG_KEY,
  etcdIn,
  followEtcd,
  keyOf,
  putPeer,
  reportOf,
  untilReady,
  untilSaid,
} from '../../support/agent/etcd-node.ts';
import type { Host } from '../../support/host/netns.ts';
import type { EtcdMember } from '../../support/stores/etcd.ts';
import { test, until } from '../../support/transactions/running.ts';

/** Waits until etcd takes a write: after a member was lost there may be an election first. */
const putLater = async (etcd: EtcdMember, n: number): Promise<void> => {
  await until('etcd takes a write', async () =>
    putPeer(etcd, n).then(
      () => true,
      () => false,
    ),
  );
};

const connectedIn = async (host: Host, connected: boolean): Promise<void> => {
  await until(`connected: ${connected}`, async () => (await reportOf(host)).connected === connected);
};

test('one of three members that is killed is not missed', async ({ host }) => {
  const members = await etcdIn(host, 3);
  const [first, second] = members;
  await putPeer(first, 1);
  await putPeer(first, 2);
  followEtcd(host, members);
  await routesTo(host, 2);
  for (const [gone, left, n] of [
    [first, second ?? first, 3],
    [second ?? first, first, 4],
  ] as const) {
    await gone.signal('SIGKILL');
    await putLater(left, n);
    await until('the peer is followed', async () => (await peerRoutes(host)).includes(`10.244.${n}.0/24`));
    await gone.start();
  }
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24', '10.244.3.0/24', '10.244.4.0/24']);
});

test('while all three members are gone the network stays, and after that all is followed again', async ({
  host,
}) => {
  const members = await etcdIn(host, 3);
  const [etcd] = members;
  for (const n of [1, 2, 3]) await putPeer(etcd, n);
  const agent = followEtcd(host, members);
  await routesTo(host, 2, 3);
  await untilReady(host);
  await Promise.all(members.map(async (member) => member.signal('SIGKILL')));
  await connectedIn(host, false);
  expect(agent.said()).toContain('the network of this node stays as it is');
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24', '10.244.3.0/24']);
  await Promise.all(members.map(async (member) => member.start()));
  await putLater(etcd, 4);
  await etcd.ctl('del', keyOf(2));
  await routesTo(host, 3, 4);
  await connectedIn(host, true);
});

test('a store that was restored from an older snapshot is followed as it is now', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2, 3]) await putPeer(etcd, n);
  const backup = path.join(host.root, 'backup.db');
  await etcd.ctl('snapshot', 'save', backup);
  for (const n of [4, 5]) await putPeer(etcd, n);
  await etcd.ctl('del', keyOf(2));
  followEtcd(host, [etcd]);
  await routesTo(host, 3, 4, 5);
  await untilReady(host);
  await etcd.signal('SIGKILL');
  const restored = `${etcd.folder}-restored`;
  await execa('etcdctl', ['snapshot', 'restore', backup, '--data-dir', restored, ...etcd.identity]);
  await etcd.start(restored);
  await routesTo(host, 2, 3);
  await putPeer(etcd, 6);
  await routesTo(host, 2, 3, 6);
});

test('a store that is empty after a loss is asked again, before its peers go', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2]) await putPeer(etcd, n);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2);
  await untilReady(host);
  await etcd.signal('SIGKILL');
  await rm(etcd.folder, { recursive: true });
  await etcd.start();
  await untilSaid(agent, 'it is asked again in 3 s');
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24']);
  await etcd.ctl('put', CONFIG_KEY, CONF);
  await putPeer(etcd, 2);
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
});

test('events that were compacted before they were read are not missed', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2]) await putPeer(etcd, n);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2);
  await untilReady(host);
  agent.signal('SIGSTOP');
  await etcd.signal('SIGKILL');
  await etcd.start();
  await putPeer(etcd, 3);
  await etcd.ctl('del', keyOf(2));
  const { header } = JSON.parse(await etcd.ctl('get', CONFIG_KEY, '-w', 'json')) as {
    header: { revision: number };
  };
  await etcd.ctl('compact', `${header.revision}`);
  agent.signal('SIGCONT');
  await routesTo(host, 3);
});

test('a store that stops for 2 s is waited for, and loses no event', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2]) await putPeer(etcd, n);
  followEtcd(host, [etcd]);
  await routesTo(host, 2);
  await etcd.signal('SIGSTOP');
  const write = putPeer(etcd, 3);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await peerRoutes(host)).toEqual(['10.244.2.0/24']);
  await etcd.signal('SIGCONT');
  await write;
  await routesTo(host, 2, 3);
});

test('a token that has expired is renewed', async ({ host }) => {
  const [etcd] = await etcdIn(host, 1, { flags: ['--auth-token-ttl', '2'] });
  for (const n of [1, 2]) await putPeer(etcd, n);
  await etcd.ctl('user', 'add', 'root:secret');
  await etcd.ctl('auth', 'enable');
  const root = ['--user', 'root:secret'] as const;
  const agent = followEtcd(host, [etcd], ['--etcd-username', 'root', '--etcd-password', 'secret']);
  await routesTo(host, 2);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  // The keeper writes again, with a token of its own time.
  await etcd.ctl(...root, 'del', keyOf(1));
  await until('it is put back', async () => (await etcd.ctl(...root, 'get', keyOf(1))).includes('VtepMAC'));
  expect(agent.said()).not.toContain('secret');
});
