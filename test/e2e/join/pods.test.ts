import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

const RESULT = {
  kind: 'cniCacheV1',
  containerId: 'c1',
  networkName: 'cbr0',
  ifName: 'eth0',
  result: {
    interfaces: [{ name: 'cni0' }, { name: 'vethpod1' }, { name: 'eth0', sandbox: '/run/netns/c1' }],
  },
};

test('a pod that lost its bridge is named by join and status, with commands that attach it', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }));
  await host.sh('ip link add vethpod1 up type veth peer name podeth0');
  await host.sh('ip link set podeth0 up');
  await host.sh('ip link set vethpod1 master cni0');
  const folder = path.join(host.root, 'var/lib/cni/results');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'cbr0-c1-eth0'), JSON.stringify(RESULT));
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);

  await host.sh('ip link delete cni0');
  const { stderr } = expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(stderr).toContain('[Pods] 1 pod is not attached to cni0 and cut off: vethpod1');
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
  const [, commands = ''] = /once cni0 is there: (.*)/.exec(stdout) ?? [];
  await execa('ip', ['netns', 'exec', host.netns, 'sh', '-c', commands]);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(await host.sh('bridge -d link show dev vethpod1')).toContain('hairpin on');
});

test('a link of a pod that CNI does not know is named where the pod bridge was deleted', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }));
  const pod = await freshHost();
  await host.sh(`ip link add vethpod1 up type veth peer name podeth0 netns ${pod.netns}`);
  await pod.sh('ip link set podeth0 up');
  await host.sh('ip link set vethpod1 master cni0');
  expect(expectExit(await host.flannelctl(['status', '--no-probe']), 0).stdout).not.toContain('Veths');

  await host.sh('ip link delete cni0');
  const { stderr } = expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(stderr).toContain(
    '[Veths] nothing is attached to cni0, and a link leads to another network namespace',
  );
  expect(stderr).toContain('ip link set vethpod1 master cni0');
});
