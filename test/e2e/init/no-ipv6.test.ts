import { expect, test } from 'vitest';
import { flannelctl } from '../../support/cli/cli.ts';
import { testLab } from '../../support/host/lab.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

const DUAL = netConf({ EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' });

/** A kernel booted with ipv6.disable=1 has no such folder. */
const NO_IPV6 = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs t /proc/sys/net/ipv6 && exec "$@"', 'sh'];

test.each([[[]], [['--iface', 'eth0']], [['--public-ipv6', 'fd99::1']]])(
  'IPv6 asked of a kernel that has none is named, and nothing else, with %j',
  async (flags) => {
    const host = await freshHost();
    const before = await snapshot(host);
    const init = ['init', '--net-conf', DUAL, '--node', 'n1', ...flags, '--yes'];
    const { stderr } = expectExit(await host.flannelctl(init, { via: NO_IPV6 }), 69);
    expect(stderr).toContain('the kernel has no IPv6 here');
    expect(stderr).toContain('ipv6.disable=1');
    expect(stderr).not.toMatch(/ip address add|--iface/);
    expect(await snapshot(host)).toEqual(before);
  },
);

test('IPv6 that is turned off for new links is named before a link is made', async () => {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  await host.sh('sysctl -q -w net.ipv6.conf.default.disable_ipv6=1');
  const init = ['init', '--net-conf', DUAL, '--node', 'n1', '--iface', 'eth0', '--yes'];
  const { stderr } = expectExit(await host.flannelctl(init), 69);
  expect(stderr).toContain('sysctl -w net.ipv6.conf.default.disable_ipv6=0');
});

test('a lab with IPv6 is refused there', async () => {
  const { name } = testLab();
  const lab = ['lab', 'up', '--name', name, '--nodes', '1', '--pods', '0', '--net-conf', DUAL];
  const { exitCode, stderr } = await flannelctl(lab, { via: NO_IPV6 });
  expect(exitCode, stderr).toBe(69);
  expect(stderr).toContain('the kernel has no IPv6 here');
});
