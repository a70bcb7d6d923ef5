import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../support/adopt/clusters.ts';
import { withFlannelHost } from '../../support/adopt/flannel-host.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';
import { wrapTools } from '../../support/host/tools.ts';

/** The calls of a command that looks at the host, by how often each was made. */
async function callsOf(host: Host, ...args: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { via, calls } = await wrapTools();
  expectExit(await host.flannelctl(args, { via }), 0);
  const counts = new Map<string, number>();
  for (const call of await calls()) counts.set(call, (counts.get(call) ?? 0) + 1);
  return counts;
}

const repeated = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts].filter(([, count]) => count > 1).map(([call, count]) => `${call}: ${count} times`);

const all = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

describe('a host is read once, by', () => {
  it.each([
    [['status', '--no-probe'], 10],
    [['diff'], 10],
    [['join', '--yes'], 10],
    [['reset', '--dry-run'], 12],
  ])('%j on a node that is as it should be, by %i calls', async (args, most) => {
    const host = await freshHost();
    await initN1(host, netConf({ EnableNFTables: true }));
    const counts = await callsOf(host, ...args);
    expect(repeated(counts)).toEqual([]);
    expect(counts.get('ip -N -d -j address')).toBe(1);
    expect(all(counts)).toBeLessThanOrEqual(most);
  });

  it('init on a host that flanneld has built', async () => {
    const { host: built } = await recordedCluster('vxlan-nft');
    await withFlannelHost(built, async (host) => {
      const counts = await callsOf(host, 'init', '--dry-run');
      expect(repeated(counts)).toEqual([]);
      expect(counts.get('ip -N -d -j address')).toBe(1);
    });
  });
});
