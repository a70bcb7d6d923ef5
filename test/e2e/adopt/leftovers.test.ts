import { describe, expect, test } from 'vitest';
import { laidOutCluster } from '../../support/adopt/clusters.ts';
import { withFlannelHost } from '../../support/adopt/flannel-host.ts';
import { LEFT_OVER, leaveThings, TRACES } from '../../support/adopt/leftovers.ts';
import { documentOf, expectNothingLeft, expectWell, joinFrom } from '../../support/adopt/takeover.ts';
import { expectExit } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

const cluster = laidOutCluster(2, 'nft', false);

describe.concurrent('on a host that is taken over', () => {
  test('what flanneld left behind is shown as going, and goes', async () => {
    await withFlannelHost(cluster.host, async (host) => {
      await leaveThings(host);
      const shown = documentOf(await joinFrom(host, cluster, 'etcd', '--dry-run', '-o', 'json'));
      const gone = shown.changes.filter(({ action }) => action === 'delete').map(({ object }) => object);
      for (const pattern of LEFT_OVER) expect(gone).toContainEqual(expect.stringMatching(pattern));
      const { stdout } = expectExit(await joinFrom(host, cluster, 'etcd', '--yes'), 0);
      expect(stdout).toMatch(/^ +- link flannel\.9 /m);
      const after = Object.entries(await snapshot(host)).filter(([command]) => command !== 'files');
      expect(after.flatMap(([, lines]) => lines.filter((line) => TRACES.test(line)))).toEqual([]);
      await expectWell(host, cluster, 'etcd');
      await expectNothingLeft(host);
    });
  });

  test('what is like flannel’s and foreign stays', async () => {
    const others = [
      'ip route add 10.244.97.0/24 via 192.168.1.254 dev eth0 proto static',
      'ip route add 10.244.96.0/25 via 192.168.1.253 dev eth0',
      'ip link add flannel.8 type vxlan id 18 dev eth0 local 192.168.1.1 dstport 8472 nolearning',
      'ip link add vxlan7 type vxlan id 7 dev eth0 local 192.168.1.1 dstport 8472 nolearning',
      'ip address add 10.244.1.0/32 dev vxlan7',
      'iptables -A FORWARD -p tcp --dport 22 -j ACCEPT',
      'iptables -t nat -A POSTROUTING -s 10.244.0.0/16 -o vxlan7 -j ACCEPT',
    ];
    await withFlannelHost(cluster.host, async (host) => {
      for (const command of others) await host.sh(command);
      const theirs = async (): Promise<string[]> =>
        Object.entries(await snapshot(host)).flatMap(([command, lines]) =>
          lines
            .filter((line) => /10\.244\.9[67]\.|flannel\.8|vxlan7|^-A/.test(line))
            .map((line) => `${command}: ${line}`),
        );
      const before = await theirs();
      expect(before.length).toBeGreaterThanOrEqual(others.length);
      const { stderr } = expectExit(await joinFrom(host, cluster, 'etcd', '--yes'), 4);
      for (const route of ['10.244.97.0/24 via 192.168.1.254', '10.244.96.0/25 via 192.168.1.253']) {
        expect(stderr).toContain(`the route ${route} dev eth0 overlaps the pod network`);
        expect(stderr).toContain(`or: ip -4 route del ${route} dev eth0`);
      }
      const anyway = ['--yes', '--ignore-preflight-errors=Routes'];
      expectExit(await joinFrom(host, cluster, 'etcd', ...anyway), 0);
      expect(await theirs()).toEqual(before);
      expectExit(await host.flannelctl(['reset', '--yes']), 0);
      expect(await theirs()).toEqual(before);
    });
  });

  test.each([
    [
      'a peer’s subnet by another gateway',
      'ip route replace 10.244.2.0/24 via 192.168.1.254 dev eth0 proto static',
    ],
    ['a rule in flannel’s table', 'nft add rule ip flannel-ipv4 forward tcp dport 22 accept'],
  ])('%s is in the way, and nothing is changed', async (_, command) => {
    await withFlannelHost(cluster.host, async (host) => {
      await host.sh(command);
      const before = await snapshot(host);
      expectExit(await joinFrom(host, cluster, 'etcd', '--yes'), 8);
      expect(await snapshot(host)).toEqual(before);
    });
  });
});
