import { expect } from 'vitest';
import { routesTo } from '../../support/agent/agent.ts';
import {
  CONF,
  CONFIG_KEY,
  etcdIn,
  followEtcd,
  putPeer,
  reportOf,
  untilReady,
  untilSaid,
} from '../../support/agent/etcd-node.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { test } from '../../support/transactions/running.ts';

/** Much sooner than all is compared without an event. */
const SOON = { timeout: 40_000 };

/** Deletes what others may delete, and waits each time until it is there again. */
async function expectMended(host: Host): Promise<void> {
  for (const deletion of ['ip link del flannel.1', 'ip route del 10.244.2.0/24']) {
    await host.sh(deletion);
    await routesTo(host, 2);
  }
}

/** An agent that follows an etcd with one peer. */
async function following(host: Host) {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2]) await putPeer(etcd, n);
  const agent = followEtcd(host, [etcd]);
  await routesTo(host, 2);
  return { etcd, agent };
}

test('a node whose store is away at the start is kept as it was saved', SOON, async ({ host }) => {
  const { etcd, agent: first } = await following(host);
  await untilReady(host);
  first.signal('SIGTERM');
  expectExit(await first.ended, 0);
  await etcd.signal('SIGKILL');
  const agent = followEtcd(host, [etcd]);
  await untilSaid(agent, 'error the net-conf: ');
  await host.sh('ip link del flannel.1');
  await routesTo(host, 2);
  await expectMended(host);
  await etcd.start();
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
});

test('SIGHUP while the store is lost takes nothing from the node', SOON, async ({ host }) => {
  const { etcd, agent } = await following(host);
  await untilReady(host);
  await etcd.signal('SIGKILL');
  agent.signal('SIGHUP');
  await untilSaid(agent, 'SIGHUP: everything is read again when the store can be used: ');
  await expectMended(host);
  expect((await reportOf(host)).connected).toBe(false);
  await etcd.start();
  await untilSaid(agent, 'info  SIGHUP: everything is read again\n');
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
});

test('SIGHUP with a net-conf that can’t be used leaves the one before in force', SOON, async ({ host }) => {
  const { etcd, agent } = await following(host);
  await etcd.ctl('put', CONFIG_KEY, netConf({ Backend: { Type: 'udp' } }));
  agent.signal('SIGHUP');
  await untilSaid(agent, 'SIGHUP: everything is read again when the store can be used: Backend udp');
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
  await etcd.ctl('put', CONFIG_KEY, CONF);
  await untilSaid(agent, 'info  SIGHUP: everything is read again\n');
});
