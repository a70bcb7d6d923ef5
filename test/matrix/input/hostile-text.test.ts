import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1 } from '../../support/host/node.ts';

/** What somebody with the right to gives a link for an alias: any bytes. */
const setAlias = ({ netns }: Host, link: string, alias: Buffer): unknown => {
  const octal = [...alias].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return execFileSync('sh', [
    ...['-c', 'ip -n "$1" link set dev "$2" alias "$(printf "$3")"', 'sh'],
    ...[netns, link, octal],
  ]);
};

const aliasOf = async (host: Host, link: string): Promise<string> =>
  host.sh(`od -An -v -tx1 /sys/class/net/${link}/ifalias`);

/** What would be lines of a batch of their own. */
const LINES = '\nlink set dev cni0 mtu 1300\nlink set dev eth0 alias pwned';

describe('an alias of a link of ours that another program gave it', () => {
  test.each([
    ['both quotes', `x" # '${LINES}`],
    ['line breaks', `x${LINES}`],
    ['what begins a comment', 'x # y'],
  ])(
    'is there again as it was when a change is rolled back, with %s, and nothing in it is run',
    async (_, alias) => {
      const host = await freshHost();
      await initN1(host);
      setAlias(host, 'flannel.1', Buffer.from(alias));
      const before = await aliasOf(host, 'flannel.1');
      const join = ['join', '--peer', 'n4=192.168.77.4,10.244.4.0/24', '--confirm-timeout', '1s', '--yes'];
      const { stderr } = expectExit(await host.flannelctl(join), 7);
      expect(stderr).toContain('as it was before');
      expect(await aliasOf(host, 'flannel.1')).toBe(before);
      expect(await host.sh('ip -d link show eth0')).not.toContain('pwned');
      expect(await host.sh('ip link show cni0')).toContain('mtu 1450');
    },
  );

  test('stops a change that could not be rolled back to it, before anything is changed', async () => {
    const host = await freshHost();
    await initN1(host);
    setAlias(host, 'flannel.1', Buffer.from([0x61, 0xff, 0x62]));
    const before = await aliasOf(host, 'flannel.1');
    for (const command of ['join', 'reset']) {
      const { stderr } = expectExit(await host.flannelctl([command, '--yes']), 8);
      expect(stderr).toContain('link flannel.1');
      expect(stderr).toContain('not valid UTF-8');
    }
    expect(await aliasOf(host, 'flannel.1')).toBe(before);
    await host.sh('ip link set dev flannel.1 alias ""');
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
  });
});
