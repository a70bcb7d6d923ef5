import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshHost, type Host } from '../../../support/host/netns.ts';
import { bundleWatcher, told, type Watcher } from '../../../support/host/watcher.ts';
import { until } from '../../../support/transactions/running.ts';

const SUBNET_ENV = '/run/flannel/subnet.env';
const FORWARD = 'net/ipv4/ip_forward';

let program: Awaited<ReturnType<typeof bundleWatcher>>;
beforeAll(async () => {
  program = await bundleWatcher();
});
afterAll(async () => program.remove());

async function watchNode(
  env: Readonly<Record<string, string>> = {},
): Promise<{ host: Host; watcher: Watcher }> {
  const host = await freshHost();
  const watcher = await program.start(
    host.netns,
    {
      root: host.root,
      links: ['flannel.1'],
      uplink: 'eth0',
      networks: ['10.244.0.0/16'],
      engine: 'nft',
      sysctls: [FORWARD, 'net/ipv6/conf/all/forwarding', 'net/ipv6/conf/eth0/accept_ra'],
      paths: [SUBNET_ENV],
    },
    env,
  );
  onTestFinished(async () => watcher.end());
  await watcher.settle();
  return { host, watcher };
}

/** The monitors in a namespace. */
async function monitorsIn({ netns }: Host): Promise<{ pid: number; command: string }[]> {
  const pids = (await execa('ip', ['netns', 'pids', netns])).stdout.split('\n').filter(Boolean);
  const found = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim(),
    })),
  );
  return found.filter(({ command }) => /^(?:ip|nft) .*monitor/.test(command));
}

describe('files and settings', () => {
  it('tells of a file in a folder that is made, replaced and deleted', async () => {
    const { host, watcher } = await watchNode();
    const file = path.join(host.root, SUBNET_ENV);
    const steps = [
      [
        async () => mkdir(path.dirname(file), { recursive: true }).then(async () => writeFile(file, 'A')),
        'came',
      ],
      [async () => writeFile(`${file}.new`, 'B').then(async () => rename(`${file}.new`, file)), 'changed'],
      [async () => chmod(file, 0o600), 'changed'],
      [async () => rm(path.dirname(file), { recursive: true }), 'gone'],
      [
        async () => mkdir(path.dirname(file), { recursive: true }).then(async () => writeFile(file, 'C')),
        'came',
      ],
    ] as const;
    for (const [step, what] of steps) {
      await step();
      await watcher.until((bursts) => told(bursts).includes(`file ${SUBNET_ENV} ${what}`));
      await watcher.settle();
    }
    await writeFile(path.join(path.dirname(file), 'other'), 'D');
    expect(await watcher.quiet()).toEqual([]);
  });

  it('tells of a file in a folder that replaced another before that was noticed', async () => {
    const { host, watcher } = await watchNode();
    const file = path.join(host.root, SUBNET_ENV);
    await mkdir(path.dirname(file), { recursive: true });
    await watcher.settle();
    process.kill(watcher.pid, 'SIGSTOP');
    await rm(path.dirname(file), { recursive: true });
    await mkdir(path.dirname(file));
    process.kill(watcher.pid, 'SIGCONT');
    await watcher.settle();
    await writeFile(file, 'A');
    await watcher.until((bursts) => told(bursts).includes(`file ${SUBNET_ENV} came`));
  });

  it.each([FORWARD, 'net/ipv6/conf/all/forwarding', 'net/ipv6/conf/eth0/accept_ra'])(
    'tells within three seconds that %s was written',
    async (setting) => {
      const { host, watcher } = await watchNode();
      const name = setting.replaceAll('/', '.');
      const before = (await host.sh(`sysctl -n ${name}`)).trim();
      const began = Date.now();
      await host.sh(`sysctl -q -w ${name}=${before === '1' ? '0' : '1'}`);
      const bursts = await watcher.until(({ length }) => length > 0);
      expect(Date.now() - began).toBeLessThan(3000);
      expect(told(bursts)).toEqual([`sysctl ${setting} changed`]);
      expect(bursts[0]?.cause).toBe(`sysctl ${setting} was changed`);
    },
  );
});

describe('monitors', () => {
  it('restart when they are killed, and then all is to be compared', async () => {
    const { host, watcher } = await watchNode();
    for (const { pid } of await monitorsIn(host)) process.kill(pid, 'SIGKILL');
    await watcher.until((bursts) => told(bursts).length === 2);
    expect(told(watcher.bursts()).toSorted()).toEqual([
      'ip monitor was restarted',
      'nft monitor was restarted',
    ]);
    await watcher.settle();
    await host.sh('ip route add 10.244.9.0/24 dev eth0');
    await watcher.until((bursts) => told(bursts).includes('route 10.244.9.0/24 set'));
  });

  it('say it when their socket lost events', async () => {
    const { host, watcher } = await watchNode();
    const [monitor] = (await monitorsIn(host)).filter(({ command }) => command.startsWith('ip '));
    process.kill(monitor?.pid ?? 0, 'SIGSTOP');
    const routes = Array.from(
      { length: 20_000 },
      (_, i) => `route ${i % 2 === 0 ? 'add' : 'del'} 203.0.113.0/24 dev eth0 proto 140\n`,
    );
    await host.sh('ip -batch -', routes.join(''));
    process.kill(monitor?.pid ?? 0, 'SIGCONT');
    await watcher.until((bursts) => told(bursts).includes('ip monitor lost events'));
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('end with the process that has them, by %s', async (signal) => {
    const { host, watcher } = await watchNode();
    expect(await monitorsIn(host)).toHaveLength(2);
    process.kill(watcher.pid, signal);
    await until('all processes ended', async () => {
      const pids = (await execa('ip', ['netns', 'pids', host.netns])).stdout;
      return pids.trim() === '';
    });
  });

  it('are started again with pauses that grow', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-nft-'));
    onTestFinished(async () => rm(folder, { recursive: true, force: true }));
    const count = path.join(folder, 'starts');
    await mkdir(count);
    const body = `case "$1" in monitor) mktemp ${count}/XXXXXX >/dev/null; exit 1;; esac\nexec /usr/sbin/nft "$@"\n`;
    await writeFile(path.join(folder, 'nft'), `#!/bin/sh\n${body}`, { mode: 0o755 });
    const { watcher } = await watchNode({ PATH: `${folder}:${process.env['PATH']}` });
    await until('it was started four times', async () => (await readdir(count)).length >= 4);
    await watcher.settle();
    // 100 + 200 + 400 + 800 ms lie between five starts.
    expect((await readdir(count)).length).toBeLessThan(6);
  });
});
