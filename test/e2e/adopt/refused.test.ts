import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { laidOutCluster, recordedCluster } from '../../support/adopt/clusters.ts';
import { withFlannelHost } from '../../support/adopt/flannel-host.ts';
import { joinFrom } from '../../support/adopt/takeover.ts';
import { expectExit } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

test('a host of flannel’s udp backend is refused by that name, whatever tells of its peers', async () => {
  const cluster = await recordedCluster('udp');
  const tun = ['tuntap add flannel0 mode tun', 'link set flannel0 up'];
  await withFlannelHost({ ...cluster.host, ip: [...tun, ...cluster.host.ip] }, async (host) => {
    const before = await snapshot(host);
    for (const source of ['etcd', 'kubectl', 'host'] as const) {
      const { stderr } = expectExit(await joinFrom(host, cluster, source, '--yes'), 3);
      expect(stderr, source).toContain('udp');
    }
    const { stderr } = expectExit(await host.flannelctl(['plan', '--from-host']), 3);
    expect(stderr).toContain('flannel0 is of flannel’s udp backend'.replace('’', "'"));
    expect(await snapshot(host)).toEqual(before);
  });
});

/** A process of that name in a network namespace, for the length of a test. */
async function startFlanneld(netns: string): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-flanneld-'));
  const file = path.join(folder, 'flanneld');
  await copyFile('/bin/sleep', file);
  const child = execa('ip', ['netns', 'exec', netns, file, '600'], { reject: false });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
    await rm(folder, { recursive: true });
  });
  return child.pid ?? 0;
}

test('where flanneld still runs nothing is taken over, and it is said how to stop it', async () => {
  const cluster = laidOutCluster(1, 'nft', false);
  await withFlannelHost(cluster.host, async (host) => {
    const pid = await startFlanneld(host.netns);
    const before = await snapshot(host);
    await expect.poll(async () => host.sh(`cat /proc/${pid}/comm`)).toBe('flanneld');
    for (const source of ['etcd', 'host'] as const) {
      const { stderr } = expectExit(await joinFrom(host, cluster, source, '--yes'), 4);
      expect(stderr).toContain(`flanneld is running (process ${pid})`);
      expect(stderr).toMatch(/Stop it first: (kill \d|systemctl |docker |podman |kubectl )/);
    }
    expect(await snapshot(host)).toEqual(before);
  });
});
