import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { type Cluster, laidOutCluster, recordedCluster } from '../../support/adopt/clusters.ts';
import { type FlannelHost, withFlannelHost } from '../../support/adopt/flannel-host.ts';
import { expectExit } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

const LOOK = ['status', '--no-probe'];

/** A host with flannel's own table of nft, and what somebody has done to it. */
const withHost = async (cluster: Cluster, work: (host: FlannelHost) => Promise<void>): Promise<void> =>
  withFlannelHost(cluster.host, work);

const statusIn = async (host: FlannelHost, exit: number, ...args: string[]): Promise<StatusDocument> =>
  JSON.parse(
    expectExit(await host.flannelctl([...LOOK, ...args, '-o', 'json']), exit).stdout,
  ) as StatusDocument;

describe('a host that flanneld built', () => {
  it.each(['vxlan-nft-pods', 'vxlan-dual-iptables', 'host-gw-dual-nft'])(
    '%s is told to be one, is OK, and is left as it is',
    async (recording) => {
      await withHost(await recordedCluster(recording), async (host) => {
        const before = await snapshot(host);
        const { stdout } = expectExit(await host.flannelctl(LOOK), 0);
        expect(stdout).toMatch(/^built by flanneld, which is not running/);
        expect(stdout).toMatch(/^OK: \d+ objects match; \d peers? not probed$/m);
        expect(await snapshot(host)).toEqual(before);
      });
    },
  );

  it('is not OK without what flanneld made', async () => {
    await withHost(laidOutCluster(2, 'nft', false), async (host) => {
      await host.sh('ip route del 10.244.2.0/24');
      await host.sh('nft flush chain ip flannel-ipv4 postrtg');
      const status = await statusIn(host, 11);
      expect(status).toMatchObject({ builtBy: { program: 'flanneld' }, verdict: { node: 'DEGRADED' } });
      expect(status.drift.map(({ action, object }) => `${action} ${object}`)).toEqual([
        'create route 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
        'update nft table ip flannel-ipv4: postrtg, forward (8 rules)',
      ]);
      expect(status.peers).toMatchObject([
        { route: 'missing', nexthop: 'none', neighbor: 'ok', fdb: 'ok' },
        {},
      ]);
    });
  });

  it('has a peer left out whose public IP nothing tells, and says so; a list of nodes tells it', async () => {
    const cluster = laidOutCluster(2, 'nft', false);
    await withHost(cluster, async (host) => {
      const [mac = ''] = /[\da-f:]{17}/.exec(await host.sh('ip neigh show 10.244.2.0')) ?? [];
      await host.sh(`bridge fdb del ${mac} dev flannel.1 dst 192.168.1.2`);
      const without = await statusIn(host, 11);
      expect(without.findings).toMatchObject([
        {
          check: 'Peers',
          effect: 'outage',
          message: expect.stringContaining('10.244.2.0/24 is left out') as string,
        },
      ]);
      const etcd = path.join(host.root, 'etcd');
      await writeFile(etcd, cluster.etcd);
      const listed = await statusIn(host, 11, '--nodes', etcd);
      expect(listed.peers.filter(({ fdb }) => fdb === 'missing')).toMatchObject([
        { subnet: '10.244.2.0/24' },
      ]);
    });
  });
});
