import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { peerRoutes } from '../../support/agent/agent.ts';
import { CONF, etcdIn, followEtcd, keyOf, putPeer, untilReady } from '../../support/agent/etcd-node.ts';
import type { Host } from '../../support/host/netns.ts';
import { changesOf, expectExit, lines } from '../../support/host/node.ts';
import { wiredHosts } from '../../support/host/wire.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';
import type { EtcdMember } from '../../support/stores/etcd.ts';
import { pidsIn, type Running, until } from '../../support/transactions/running.ts';

const MOMENTS = EVERY_MOMENT ? 100 : 20;

/** The longest time that an agent lives; its start takes half of it. */
const LIFE_MS = 1200;

const CHURNED = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** Lets records come and go, until it is told to end. @returns the numbers of those that are there then */
async function churn(etcd: EtcdMember, stop: AbortSignal): Promise<number[]> {
  const there = new Set<number>();
  for (let i = 0; !stop.aborted; i += 1) {
    const n = CHURNED[(i * 7) % CHURNED.length] ?? 10;
    if (there.delete(n)) await etcd.ctl('del', keyOf(n));
    else {
      there.add(n);
      await putPeer(etcd, n);
    }
    await sleep(20);
  }
  return [...there];
}

const killAll = async (host: Host): Promise<void> => {
  const pids = await pidsIn(host);
  if (pids.length > 0) await execa('kill', ['-KILL', ...pids], { reject: false });
};

test(`an agent that is killed at ${MOMENTS} moments loses no packet, and ends with what the store says`, async () => {
  const [one, two] = await wiredHosts();
  onTestFinished(async () => {
    await Promise.all([one, two].map(killAll));
  });
  const [etcd] = await etcdIn(two, 1, { address: '192.168.77.2' });
  await putPeer(etcd, 1);
  await putPeer(etcd, 2);
  followEtcd(two, [etcd], [], 'n2');
  let agent: Running = followEtcd(one, [etcd]);
  for (const host of [one, two]) await untilReady(host);
  await until('n2 answers', async () =>
    one.sh('ping -c 1 -W 1 10.244.2.0').then(
      () => true,
      () => false,
    ),
  );
  const stop = new AbortController();
  const records = churn(etcd, stop.signal);
  const ping = execa(
    'ip',
    ['netns', 'exec', one.netns, 'ping', '-q', '-i', '0.02', '-W', '2', '10.244.2.0'],
    {
      reject: false,
    },
  );
  for (let i = 0; i < MOMENTS; i += 1) {
    await sleep(Math.random() * LIFE_MS);
    agent.signal('SIGKILL');
    await agent.ended;
    agent = followEtcd(one, [etcd]);
  }
  stop.abort();
  const there = [2, ...(await records)].map((n) => `10.244.${n}.0/24`).sort();
  await expect.poll(async () => peerRoutes(one), { timeout: 20_000, interval: 200 }).toEqual(there);
  await untilReady(one);
  ping.kill('SIGINT');
  const { stdout } = await ping;
  expect(stdout).toMatch(/ 0% packet loss/);
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  expect(lines(await changesOf(one, 'diff'))).toEqual([]);
  const dump = path.join(one.root, 'records.txt');
  await writeFile(dump, await etcd.ctl('get', '--prefix', '/coreos.com/network'));
  expect(lines(await changesOf(one, 'diff', '--nodes', dump, '--net-conf', CONF))).toEqual([]);
});
