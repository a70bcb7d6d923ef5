import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { freshHost, type Host } from '../../../support/host/netns.ts';
import { bundleWatcher, told, type Watcher } from '../../../support/host/watcher.ts';

const FILE = '/run/flannel/subnet.env';

let program: Awaited<ReturnType<typeof bundleWatcher>>;
beforeAll(async () => {
  program = await bundleWatcher();
});
afterAll(async () => program.remove());

/** A host with a route, rules and a file, and a watch of it that has no interest yet. */
async function watchHost(): Promise<{ host: Host; watcher: Watcher; file: string }> {
  const host = await freshHost();
  const file = path.join(host.root, FILE);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'A');
  await host.sh('ip route add 10.244.2.0/24 dev eth0 proto 140');
  await host.sh('nft add table ip flannelctl');
  await sleep(50);
  const watcher = await program.start(host.netns, {
    root: host.root,
    links: ['flannel.1'],
    uplink: 'eth0',
    networks: ['10.244.0.0/16'],
    engine: 'nft',
    sysctls: ['net/ipv4/conf/eth0/rp_filter'],
    paths: [FILE],
    isLate: true,
  });
  onTestFinished(async () => watcher.end());
  return { host, watcher, file };
}

it('what is changed before it is known what is of interest is told when that is known', async () => {
  const { host, watcher, file } = await watchHost();
  const rpFilter = (await host.sh('sysctl -n net.ipv4.conf.eth0.rp_filter')).trim();
  await host.sh('ip route del 10.244.2.0/24');
  await host.sh('nft delete table ip flannelctl');
  await host.sh(`sysctl -q -w net.ipv4.conf.eth0.rp_filter=${rpFilter === '1' ? '0' : '1'}`);
  await writeFile(file, 'B');
  await watcher.settle();
  expect(watcher.bursts()).toEqual([]);
  process.kill(watcher.pid, 'SIGUSR2');
  const expected = [
    'route 10.244.2.0/24 gone',
    'ruleset nft ip flannelctl gone',
    'sysctl net/ipv4/conf/eth0/rp_filter changed',
    `file ${FILE} changed`,
  ];
  await watcher.until((bursts) => expected.every((one) => told(bursts).includes(one)));
  expect(told(watcher.bursts()).toSorted()).toEqual(expected.toSorted());
});

it('nothing is told of a host that stays as it is', async () => {
  const { watcher } = await watchHost();
  await watcher.settle();
  process.kill(watcher.pid, 'SIGUSR2');
  await sleep(1000);
  expect(await watcher.quiet()).toEqual([]);
});
