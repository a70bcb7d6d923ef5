import { describe, expect, test } from 'vitest';
import { recordedCluster } from '../../support/adopt/clusters.ts';
import { withFlannelHost } from '../../support/adopt/flannel-host.ts';
import {
  besidesAdopted,
  documentOf,
  expectNothingLeft,
  expectWell,
  joinFrom,
  newValues,
  SOURCES,
  type Source,
} from '../../support/adopt/takeover.ts';

interface Expected {
  /** The source that the host is really taken over with; with the others it is only shown. */
  readonly by: Source;
  readonly adopted: number;
  /** What is made or goes. */
  readonly besides: readonly string[];
  /** What gets another MTU or content: flannel's MTU is more than its IPv6 device carries (flannel-facts 13.2). */
  readonly fields?: readonly string[];
  /** The sources that do not tell of this node. */
  readonly without?: readonly Source[];
}

/** No pod was attached yet, so the CNI plugin had not made its bridge. */
const bridge = (mtu: number, ...addresses: readonly string[]): string[] => [
  `create link cni0 mtu ${mtu} type bridge`,
  ...addresses.map((address) => `create address ${address} dev cni0`),
];

/** flannel makes a table of both families, whichever there are. */
const EMPTY_V4 = 'delete nft table ip flannel-ipv4 (0 rules)';
const EMPTY_V6 = 'delete nft table ip6 flannel-ipv6 (0 rules)';

const ENV = 'content of file /run/flannel/subnet.env';
const MTU = 'mtu of link cni0 mtu 1430 type bridge';

const RECORDINGS: Readonly<Record<string, Expected>> = {
  'vxlan-iptables': { by: 'etcd', adopted: 17, besides: bridge(1450, '10.244.15.1/24') },
  'vxlan-nft': { by: 'kubectl', adopted: 12, besides: [...bridge(1450, '10.244.42.1/24'), EMPTY_V6] },
  'vxlan-dual-iptables': {
    by: 'host',
    adopted: 32,
    besides: bridge(1430, '10.244.65.1/24', 'fd00:244:0:62::1/64'),
    fields: [ENV],
  },
  'vxlan-dual-nft': {
    by: 'plan',
    adopted: 22,
    besides: bridge(1350, '10.244.36.1/24', 'fd00:244:0:2::1/64'),
  },
  'vxlan-direct': { by: 'host', adopted: 10, besides: [...bridge(1450, '10.244.76.1/24'), EMPTY_V6] },
  // All nodes had the same lease, and it is of another one by now (flannel-facts 13.3).
  'v6only-vxlan-nft': {
    by: 'host',
    adopted: 4,
    besides: [...bridge(1430, 'fd00:244:0:6::1/64'), EMPTY_V4],
    fields: [ENV],
    without: ['etcd', 'kubectl'],
  },
  'host-gw': { by: 'kubectl', adopted: 12, besides: bridge(1500, '10.244.11.1/24') },
  'host-gw-dual-nft': {
    by: 'etcd',
    adopted: 12,
    besides: bridge(1500, '10.244.86.1/24', 'fd00:244:0:36::1/64'),
  },
  'vxlan-nft-pods': { by: 'plan', adopted: 9, besides: [EMPTY_V6] },
  'vxlan-iptables-dual-pods': { by: 'host', adopted: 21, besides: [], fields: [MTU, ENV] },
};

describe.concurrent('a host as flanneld left it', () => {
  test.each(Object.entries(RECORDINGS))(
    '%s is taken over whatever tells of its peers, and leaves nothing when it is reset',
    async (recording, { by, adopted, besides, fields = [], without = [] }) => {
      const cluster = await recordedCluster(recording);
      await withFlannelHost(cluster.host, async (host) => {
        for (const source of SOURCES.filter((one) => !without.includes(one))) {
          const shown = documentOf(await joinFrom(host, cluster, source, '--dry-run', '-o', 'json'));
          expect(besidesAdopted(shown), source).toEqual(besides);
          expect(newValues(shown), source).toEqual(fields);
          expect(shown.counts.adopt, source).toBe(adopted);
        }
        for (const source of without) {
          const { exitCode, stderr } = await joinFrom(host, cluster, source, '--dry-run');
          expect({ exitCode, stderr }, source).toMatchObject({ exitCode: 3 });
          expect(stderr).toContain('node n1 is not in the plan');
        }
        documentOf(await joinFrom(host, cluster, by, '--yes', '-o', 'json'));
        await expectWell(host, cluster, by);
        await expectNothingLeft(host);
      });
    },
  );
});
