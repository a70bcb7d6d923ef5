import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { CONF, etcdIn, followEtcd, keyOf, macOf, putPeer } from '../../support/agent/etcd-node.ts';
import { makeHost } from '../../support/host/netns.ts';
import { changesOf, lines } from '../../support/host/node.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';
import { pidsIn } from '../../support/transactions/running.ts';

const RUNS = EVERY_MOMENT ? 30 : 4;

/** What may happen: to the store, to this host, to the agent; and how long nothing does after it. */
type Happening = readonly [what: string, n: number, pause: number];

const happening: fc.Arbitrary<Happening> = fc.tuple(
  fc.constantFrom(
    'put',
    'put',
    'put',
    'move',
    'delete',
    'store',
    'route',
    'neighbor',
    'fdb',
    'rules',
    'link',
    'kill',
  ),
  fc.integer({ min: 2, max: 6 }),
  fc.constantFrom(0, 20, 300),
);

test('whatever happens to store, host and agent, in the end the host is as join makes it of the store’s list', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 15 }), async (happenings) => {
      const host = await makeHost();
      onTestFinished(host.remove);
      const [etcd] = await etcdIn(host);
      await putPeer(etcd, 1);
      await putPeer(etcd, 2);
      let agent = followEtcd(host, [etcd]);
      const tried = async (command: string): Promise<unknown> => host.sh(command).catch(() => undefined);
      const all: Readonly<Record<string, (n: number) => Promise<unknown>>> = {
        put: async (n) => putPeer(etcd, n),
        move: async (n) =>
          putPeer(etcd, n, {
            PublicIP: `192.168.77.${n + 100}`,
            BackendData: { VNI: 1, VtepMAC: macOf(n + 100) },
          }),
        delete: async (n) => etcd.ctl('del', keyOf(n)),
        store: async () => etcd.signal('SIGKILL').then(async () => etcd.start()),
        route: async (n) => tried(`ip route del 10.244.${n}.0/24`),
        neighbor: async (n) => tried(`ip neigh del 10.244.${n}.0 dev flannel.1`),
        fdb: async (n) => tried(`bridge fdb del ${macOf(n)} dev flannel.1`),
        rules: async () => tried('nft flush ruleset'),
        link: async () => tried('ip link del flannel.1'),
        kill: async () => {
          agent.signal('SIGKILL');
          await agent.ended;
          agent = followEtcd(host, [etcd]);
        },
      };
      for (const [what, n, pause] of happenings) {
        await all[what]?.(n);
        await sleep(pause);
      }
      const dump = path.join(host.root, 'records.txt');
      await writeFile(dump, await etcd.ctl('get', '--prefix', '/coreos.com/network'));
      const left = async (): Promise<string[]> =>
        changesOf(host, 'diff', '--nodes', dump, '--net-conf', CONF).then(lines, () => ['not set up yet']);
      await expect.poll(left, { timeout: 60_000, interval: 500 }).toEqual([]);
      const pids = await pidsIn(host);
      await execa('kill', ['-KILL', ...pids], { reject: false });
    }),
    { numRuns: RUNS },
  );
});
