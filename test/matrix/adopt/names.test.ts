import { describe, expect, test } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { laidOutCluster } from '../../support/adopt/clusters.ts';
import { withFlannelHost } from '../../support/adopt/flannel-host.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

const cluster = laidOutCluster(2, 'nft');

/** What leads to peers. */
const peersOf = async (host: Host): Promise<string> =>
  `${await host.sh('ip route')}${await host.sh('bridge fdb')}`;

const namesOn = async (host: Host): Promise<string[]> => {
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe', '-o', 'json']), 0);
  const { node, peers } = JSON.parse(stdout) as StatusDocument;
  return [...new Set([node.name, ...peers.map(({ name }) => name)])];
};

describe('a host that was taken over without a list has subnets for names, until', () => {
  test('a list names it and its peers', async () => {
    await withFlannelHost(cluster.host, async (host) => {
      expectExit(await host.flannelctl(['join', '--yes']), 0);
      const given = await namesOn(host);
      expect(given).toHaveLength(5);
      expect(given.filter((name) => !name.startsWith('subnet-'))).toEqual([]);
      const before = await peersOf(host);
      const list = ['join', '--peers', '-', '--net-conf', cluster.netConf, '--yes'];
      expectExit(await host.flannelctl(list, { input: cluster.kubectl }), 0);
      expect(await namesOn(host)).toEqual(['n1', 'n2', 'n3']);
      expect(await peersOf(host)).toBe(before);
      const other = await host.flannelctl(['join', '--node', 'other', '--yes']);
      expect(expectExit(other, 3).stderr).toContain('this node was set up as n1, not as other');
    });
  });

  test('it is named, or a peer is, of which each family had a node of its own', async () => {
    await withFlannelHost(cluster.host, async (host) => {
      expectExit(await host.flannelctl(['join', '--yes']), 0);
      expect(await namesOn(host)).toHaveLength(5);
      const before = await peersOf(host);
      expectExit(await host.flannelctl(['join', '--node', 'me', '--yes']), 0);
      const [, peer] = await peersInWords();
      expectExit(await host.flannelctl(['join', '--peer', `n2=${peer}`, '--yes']), 0);
      const names = await namesOn(host);
      expect(names).toEqual([
        'me',
        'n2',
        expect.stringMatching(/^subnet-10/),
        expect.stringMatching(/^subnet-fd/),
      ]);
      expect(await peersOf(host)).toBe(before);
    });
  });
});

/** Each node of the cluster as --peer has it after its name. */
async function peersInWords(): Promise<string[]> {
  const nodes = JSON.parse(cluster.kubectl) as {
    items: { metadata: { annotations: Record<string, string> }; spec: { podCIDRs: string[] } }[];
  };
  return nodes.items.map(({ metadata: { annotations }, spec: { podCIDRs } }) => {
    const of = (key: string): string => annotations[`flannel.alpha.coreos.com/${key}`] ?? '';
    const mac = (key: string): string => (JSON.parse(of(key)) as { VtepMAC: string }).VtepMAC;
    return [
      of('public-ip'),
      podCIDRs[0],
      mac('backend-data'),
      of('public-ipv6'),
      podCIDRs[1],
      mac('backend-v6-data'),
    ].join(',');
  });
}

describe('what can’t be read off a host is not taken for nothing:', () => {
  const single = laidOutCluster(2, 'nft', false);

  test.each([
    ['without a net-conf', []],
    ['with one', ['--net-conf', single.netConf]],
  ])('two subnets that lead to one node, %s', async (_, more) => {
    await withFlannelHost(single.host, async (host) => {
      // What the second node had before, and flanneld did not take away.
      const [neighbor = ''] =
        (await host.sh('ip neigh show 10.244.2.0 dev flannel.1')).match(/lladdr \S+/) ?? [];
      await host.sh(`ip neigh add 10.244.9.0 ${neighbor} dev flannel.1 nud permanent`);
      await host.sh('ip route add 10.244.9.0/24 via 10.244.9.0 dev flannel.1 onlink');
      const before = await snapshot(host);
      const { stderr } = expectExit(await host.flannelctl(['join', '--node', 'n1', ...more, '--yes']), 3);
      expect(stderr).toMatch(/10\.244\.2\.0\/24 and 10\.244\.9\.0\/24 both lead to 192\.168\.1\.\d+/);
      expect(await snapshot(host)).toEqual(before);
      await host.sh('ip route del 10.244.9.0/24');
      const taken = expectExit(await host.flannelctl(['join', '--node', 'n1', ...more, '--yes']), 0);
      expect(taken.stderr).toContain('10.244.9.0/24 is left out');
      expect(await host.sh('ip route')).toMatch(/^10\.244\.2\.0\/24 nhid /m);
    });
  });

  test('a peer without a FDB entry, also with a net-conf', async () => {
    await withFlannelHost(single.host, async (host) => {
      const [entry = ''] = (await host.sh('bridge fdb show dev flannel.1')).split('\n');
      await host.sh(`bridge fdb del ${entry.split(' ')[0]} dev flannel.1`);
      const join = ['join', '--node', 'n1', '--net-conf', single.netConf, '--dry-run'];
      const { stderr } = expectExit(await host.flannelctl(join), 0);
      expect(stderr).toMatch(/the node that has 10\.244\.\d\.0\/24 is left out: there is no FDB entry/);
    });
  });
});
