import { describe, expect, test } from 'vitest';
import { laidOutCluster } from '../../support/adopt/clusters.ts';
import { withFlannelHost } from '../../support/adopt/flannel-host.ts';
import {
  besidesAdopted,
  documentOf,
  expectNothingLeft,
  expectWell,
  joinFrom,
  newValues,
  SOURCES,
} from '../../support/adopt/takeover.ts';

const BRIDGE = [
  'create link cni0 mtu 1430 type bridge',
  'create address 10.244.1.1/24 dev cni0',
  'create address fd00:244:0:1::1/64 dev cni0',
];

/** What is of the node itself: its links, rules and files. */
const OWN = { nft: 6, iptables: 16 };

describe.concurrent('a dual-stack host laid out as flannel does', () => {
  test.each([
    [1, 'nft', 'etcd'],
    [1, 'iptables', 'kubectl'],
    [3, 'nft', 'host'],
    [3, 'iptables', 'plan'],
    [50, 'nft', 'plan'],
    [50, 'iptables', 'etcd'],
  ] as const)('with %i peers and %s is taken over, by %s', async (peers, engine, by) => {
    const cluster = laidOutCluster(peers, engine);
    await withFlannelHost(cluster.host, async (host) => {
      for (const source of SOURCES) {
        const shown = documentOf(await joinFrom(host, cluster, source, '--dry-run', '-o', 'json'));
        expect(besidesAdopted(shown), source).toEqual(BRIDGE);
        expect(newValues(shown), source).toEqual(['content of file /run/flannel/subnet.env']);
        // A neighbour, an FDB entry, a nexthop and a route for each peer and family.
        expect(shown.counts.adopt, source).toBe(OWN[engine] + peers * 8);
      }
      documentOf(await joinFrom(host, cluster, by, '--yes', '-o', 'json'));
      await expectWell(host, cluster, by);
      await expectNothingLeft(host);
    });
  });
});
