import { routesTo } from '../../support/agent/agent.ts';
import { etcdIn, followEtcd, keyOf, putPeer, untilReady } from '../../support/agent/etcd-node.ts';
import { expectExit } from '../../support/host/node.ts';
import { test } from '../../support/transactions/running.ts';

test('peers that an agent has just changed are no drift to the other commands', async ({ host }) => {
  const [etcd] = await etcdIn(host);
  for (const n of [1, 2]) await putPeer(etcd, n);
  followEtcd(host, [etcd]);
  await untilReady(host);
  await putPeer(etcd, 3);
  await routesTo(host, 2, 3);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  await etcd.ctl('del', keyOf(2));
  await routesTo(host, 3);
  expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
});
