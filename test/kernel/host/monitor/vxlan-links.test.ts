import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshHost, type Host } from '../../../support/host/netns.ts';
import { bundleWatcher, told, type Watcher } from '../../../support/host/watcher.ts';

let program: Awaited<ReturnType<typeof bundleWatcher>>;
beforeAll(async () => {
  program = await bundleWatcher();
});
afterAll(async () => program.remove());

const vxlanLink = (name: string): readonly string[] => [
  `link add name ${name} type vxlan id 1 local 192.168.77.1 dev eth0 dstport 8472 nolearning`,
  `link set ${name} up`,
];
const FLANNEL_1 = vxlanLink('flannel.1');
const NEIGHBOR = 'neigh replace 10.244.2.0 lladdr 02:00:00:00:00:02 dev flannel.1 nud permanent';
const TOLD = ['neighbor flannel.1 10.244.2.0 set'];
const NEW_LINK = 'the neighbors of a new vxlan link are watched';

const ip = async ({ sh }: Host, ...lines: readonly string[]): Promise<unknown> =>
  sh('ip -batch -', `${lines.join('\n')}\n`);

async function watched(before: readonly string[]): Promise<{ host: Host; watcher: Watcher }> {
  const host = await freshHost();
  await ip(host, ...before);
  const watcher = await program.start(host.netns, {
    ...{ root: host.root, links: ['flannel.1', 'cni0'], uplink: 'eth0', networks: ['10.244.0.0/16'] },
  });
  onTestFinished(async () => watcher.end());
  await watcher.settle();
  return { host, watcher };
}

/** The links whose neighbors are listened to, by a program each. */
async function listenedTo({ netns }: Host): Promise<string[]> {
  const { stdout } = await execa('ip', ['netns', 'pids', netns]);
  const commands = await Promise.all(
    stdout.split('\n').map(async (pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.flatMap((command) => /^ip\0.*\0neigh\0dev\0([^\0]+)/.exec(command)?.[1] ?? []);
}

/** How often a process went to sleep. */
async function sleeps(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]);
}

describe('the neighbors of vxlan links', () => {
  it('are listened to after the link was recreated, and by one program', async () => {
    const { host, watcher } = await watched(FLANNEL_1);
    await ip(host, 'link del flannel.1', ...FLANNEL_1);
    await watcher.until((bursts) => told(bursts).includes(NEW_LINK));
    await watcher.settle();
    await ip(host, NEIGHBOR);
    expect(told(await watcher.quiet())).toEqual(TOLD);
    expect(await listenedTo(host)).toEqual(['flannel.1']);
  });

  it('are listened to where the link was created or renamed after the start', async () => {
    const { host, watcher } = await watched(vxlanLink('vx0'));
    await ip(host, 'link set vx0 down', 'link set vx0 name flannel.1', 'link set flannel.1 up');
    await watcher.until((bursts) => told(bursts).includes(NEW_LINK));
    await watcher.settle();
    await ip(host, NEIGHBOR);
    expect(told(await watcher.quiet())).toEqual(TOLD);
    await ip(host, 'link del flannel.1');
    await watcher.quiet();
    expect(await listenedTo(host)).toEqual([]);
  });

  it('are not read of other links', async () => {
    const { host, watcher } = await watched(FLANNEL_1);
    const before = await sleeps(watcher.pid);
    const there = 'neigh replace 192.168.77.9 lladdr 02:00:00:00:00:09 dev eth0 nud reachable';
    for (let i = 0; i < 50; i += 1) {
      await ip(host, there);
      await ip(host, 'neigh del 192.168.77.9 dev eth0');
    }
    expect(await watcher.quiet()).toEqual([]);
    expect((await sleeps(watcher.pid)) - before).toBeLessThan(20);
  });
});
