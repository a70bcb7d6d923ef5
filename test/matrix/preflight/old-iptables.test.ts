import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, netConf } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { wrapTools } from '../../support/host/tools.ts';

/** iptables-nft 1.8.7 (Debian 11, Ubuntu 22.04) can't delete a built-in chain, and does not say so. */
const NO_BUILT_IN_DELETED = `case "$tool" in *tables-restore)
  script=$(cat)
  printf '%s\\n' "$script" | grep -qE '^-X (FORWARD|POSTROUTING)$' && { echo "$tool: line 3 failed" >&2; exit 1; }
  printf '%s\\n' "$script" | PATH='${process.env['PATH']}' "$tool" "$@"
  exit ;;
esac`;

const DUAL = netConf({ EnableNFTables: false, EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' });

async function dualHost(): Promise<Host> {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  return host;
}

const initDual = (): string[] => ['init', '--net-conf', DUAL, '--node', 'n1', '--iface', 'eth0', '--yes'];

describe('where iptables can not delete built-in chains', () => {
  test('reset leaves nothing of either family', async () => {
    const host = await dualHost();
    const { via } = await wrapTools(undefined, NO_BUILT_IN_DELETED);
    const before = await snapshot(host);
    expectExit(await host.flannelctl(initDual(), { via }), 0);
    const { stdout } = expectExit(await host.flannelctl(['reset', '--yes'], { via }), 0);
    expect(stdout).toContain('nothing created by flannelctl remains');
    expect(await snapshot(host)).toEqual(before);
  });

  test('what is not confirmed goes back', async () => {
    const host = await dualHost();
    const { via } = await wrapTools(undefined, NO_BUILT_IN_DELETED);
    const before = await snapshot(host);
    expectExit(await host.flannelctl([...initDual(), '--confirm-timeout', '1s'], { via }), 7);
    expect(await snapshot(host)).toEqual(before);
  });
});

test('without nft, empty built-in chains stay, and are told in one line', async () => {
  const host = await freshHost();
  const folder = path.join(host.root, 'tools');
  await mkdir(folder);
  const tools = ['ip', 'bridge', 'unshare', 'iptables', 'iptables-save', 'iptables-restore'];
  for (const tool of [...tools, 'ip6tables', 'ip6tables-save', 'ip6tables-restore'])
    await symlink(await host.sh(`which ${tool}`), path.join(folder, tool));
  const via = ['/usr/bin/env', `PATH=${folder}`];
  await initN1(host, netConf({ EnableNFTables: false }), [], { via });
  const { stdout } = expectExit(await host.flannelctl(['reset', '--yes'], { via }), 0);
  expect(stdout.match(/^left: .*$/gm)).toEqual([
    expect.stringContaining('built-in chains of iptables: empty'),
  ]);
  expect(await host.sh('nft list ruleset')).not.toMatch(/FLANNEL|counter|policy drop/);
  expectExit(await host.flannelctl([...initArgs(netConf()), '--yes'], { via }), 0);
});
