import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

const conf = (rest: object): string[] => ['init', '--net-conf', netConf(rest), '--node', 'n1'];

test('a second family whose program iptables has not is refused before anything is changed', async () => {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  const folder = path.join(host.root, 'tools');
  await mkdir(folder);
  for (const tool of ['ip', 'bridge', 'nft', 'unshare', 'iptables', 'iptables-save', 'iptables-restore'])
    await symlink(await host.sh(`which ${tool}`), path.join(folder, tool));
  const via = ['/usr/bin/env', `PATH=${folder}`];
  const before = await snapshot(host);
  const dual = conf({ EnableNFTables: false, EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' });
  const { stderr } = expectExit(await host.flannelctl([...dual, '--iface', 'eth0', '--yes'], { via }), 4);
  expect(stderr).toContain('ip6tables is not installed');
  expect(await snapshot(host)).toEqual(before);
  expectExit(await host.flannelctl([...conf({ EnableNFTables: false }), '--dry-run'], { via }), 0);
});

test('another CNI conf that container runtimes take before ours is told, and no reason to refuse', async () => {
  const host = await freshHost();
  const folder = path.join(host.root, 'etc/cni/net.d');
  await mkdir(folder, { recursive: true });
  for (const name of ['05-other.conf', '05-notes.txt', '20-later.conf'])
    await writeFile(path.join(folder, name), '{}');
  const { stderr } = await initN1(host);
  expect(stderr).toMatch(/^warning: \[CniConfs\] .* before 10-flannel\.conflist comes \S+\/05-other\.conf$/m);
  expect(stderr).not.toMatch(/notes|later/);
});
