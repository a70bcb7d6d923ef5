import { expect, it } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

/** Runs what comes after it where /proc/sys is read-only, as in a container. */
const READ_ONLY = [
  ...['unshare', '--mount', 'sh', '-c'],
  'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec "$@"',
  'sh',
];

it('a node without IPv6 needs none of its settings', async () => {
  const host = await freshHost();
  await host.sh('sysctl -qw net.ipv4.ip_forward=1');
  await initN1(host, netConf({ EnableNFTables: true }), [], { via: READ_ONLY });
  expect(await host.sh('cat /proc/sys/net/ipv6/conf/flannel.1/accept_ra')).toBe('1');
  expectExit(await host.flannelctl(['status', '--no-probe'], { via: READ_ONLY }), 0);
  // Where it can be written, it is put right.
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(await host.sh('cat /proc/sys/net/ipv6/conf/flannel.1/accept_ra')).toBe('0');
});
