import { describe, expect, test } from 'vitest';
import { laidOutCluster } from '../../support/adopt/clusters.ts';
import { type FlannelHost, withFlannelHost } from '../../support/adopt/flannel-host.ts';
import { leaveThings, TRACES } from '../../support/adopt/leftovers.ts';
import { expectNothingLeft, expectWell } from '../../support/adopt/takeover.ts';
import type { CliResult } from '../../support/cli/cli.ts';
import { KILLED } from '../../support/host/kill.ts';
import type { RunOptions } from '../../support/host/netns.ts';
import { expectExit } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';

/** The tool's caller is killed in its place. */
const killedAt = (at: number): string => `[ "$n" -eq ${at} ] && { cat > /dev/null; kill -9 $PPID; exit 2; }`;

/** No takeover needs that many. */
const TOO_MANY_CALLS = 30;

const DIRECT = '10.244.98.0/24 via 192.168.1.98 dev eth0';

describe.each(['nft', 'iptables'] as const)('with %s, a takeover that is cut off', (engine) => {
  const cluster = laidOutCluster(2, engine);

  const join = async (host: FlannelHost, options: RunOptions = {}): Promise<CliResult> =>
    host.flannelctl(['join', '--node', 'n1', '--plan', '-', '--yes'], { ...options, input: cluster.etcd });

  const withLeftovers = async (work: (host: FlannelHost) => Promise<void>): Promise<void> =>
    withFlannelHost(cluster.host, async (host) => {
      await (engine === 'nft' ? leaveThings(host) : host.sh(`ip route add ${DIRECT}`));
      await work(host);
    });

  const traces = async (host: FlannelHost): Promise<string[]> => {
    const { files: _, ...seen } = await snapshot(host);
    const pattern = engine === 'nft' ? TRACES : /10\.244\.98\.0/;
    return Object.values(seen).flatMap((lines) => lines.filter((line) => pattern.test(line)));
  };

  test('is rolled back to exactly what flannel had built', async () => {
    await withLeftovers(async (host) => {
      const before = unordered(await snapshot(host));
      for (const at of [3, 5]) {
        const { via } = await wrapTools(killedAt(at));
        expectExit(await join(host, { via }), KILLED);
        expectExit(await host.flannelctl(['rollback', '--yes']), 0);
        expect(unordered(await snapshot(host)), `killed at call ${at}`).toEqual(before);
      }
      // Each engine fails at every other call, and between them at every one.
      let at = engine === 'nft' ? 1 : 2;
      for (; at < TOO_MANY_CALLS; at += 2) {
        const { via } = await wrapTools(MISBEHAVIOUR.failOnce(at));
        const result = await join(host, { via });
        if (result.exitCode === 0) break;
        expect(expectExit(result, 5).stderr, `call ${at}`).toContain('the host is as it was before');
        expect(unordered(await snapshot(host)), `call ${at} failed`).toEqual(before);
      }
      expect(at).toBeGreaterThan(5);
      expect(await traces(host)).toEqual([]);
    });
  });

  test('is finished, and with it what flanneld left behind is gone', async () => {
    await withLeftovers(async (host) => {
      const { via } = await wrapTools(killedAt(4));
      expectExit(await join(host, { via }), KILLED);
      expect(await traces(host)).not.toEqual([]);
      expectExit(await host.flannelctl(['recover', '--forward', '--yes']), 0);
      expect(await traces(host)).toEqual([]);
      await expectWell(host, cluster, 'etcd');
      await expectNothingLeft(host);
    });
  });
});
