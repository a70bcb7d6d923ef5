import { access, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, onTestFinished } from 'vitest';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, RECORD } from '../../support/host/node.ts';
import { startPending, test, watchdogsOf } from '../../support/transactions/running.ts';

const SECONDS = 5;

/** An init that was applied, and that nobody can confirm or roll back any more. */
async function leftInit(host: Host): Promise<void> {
  const { until, command } = await startPending(host, initArgs(), SECONDS);
  command.signal('SIGSTOP');
  const watchdogs = await watchdogsOf(host);
  await execa('kill', ['-KILL', ...watchdogs.map(String), `${command.pid}`]);
  await command.ended;
  await sleep(Date.parse(until) - Date.now() + 100);
}

/** What to put before a command for it to run in another boot, as far as the kernel's name of it tells. */
async function anotherBoot(): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-boot-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const script = `echo another > '${folder}/id'; mount --bind '${folder}/id' /proc/sys/kernel/random/boot_id; exec "$@"`;
  return ['unshare', '--mount', 'sh', '-c', script, 'sh'];
}

const FORWARD = ['recover', '--forward'];

describe.concurrent('recover --forward', () => {
  test('after a reboot changes nothing, what the node remembers neither, before it was told yes', async ({
    host,
  }) => {
    await leftInit(host);
    const via = await anotherBoot();
    const record = path.join(host.root, RECORD);
    await rm(record);
    expectExit(await host.flannelctl(FORWARD, { via }), 64);
    await expect(access(record)).rejects.toThrow('ENOENT');
    expectExit(await host.flannelctl([...FORWARD, '--yes'], { via }), 0);
    await access(record);
    expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
  });

  test.for([
    ['in the same boot', async () => []],
    ['after a reboot', anotherBoot],
  ] as const)(
    'refuses what others would lose meanwhile, unless it is accepted: %s',
    async ([, boot], { host }) => {
      await leftInit(host);
      const via = await boot();
      await host.sh('ip link del flannel.1');
      await host.sh(
        'ip link add flannel.1 group 17996 type vxlan id 1 dstport 9999 local 192.168.77.1 dev eth0 nolearning',
      );
      await host.sh('ip link set flannel.1 up');
      await host.sh('ip route add 10.50.0.0/16 dev flannel.1');
      const { stderr } = expectExit(await host.flannelctl([...FORWARD, '--yes'], { via }), 8);
      expect(stderr).toContain('10.50.0.0/16');
      expectExit(await host.flannelctl([...FORWARD, '--accept-loss', '--yes'], { via }), 0);
      expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
    },
  );
});
