import { describe, expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { ENGINES, expectExit, initN1 } from '../../support/host/node.ts';
import { makeNoise } from '../../support/host/noise.ts';
import { type Snapshot, snapshot } from '../../support/host/snapshot.ts';

/** What of a snapshot is not in a later one. */
const missing = (before: Snapshot, after: Snapshot): string[] =>
  Object.entries(before).flatMap(([command, lines]) =>
    lines.filter((line) => !(after[command] ?? []).includes(line)).map((line) => `${command}: ${line}`),
  );

/** A link's own part changes when a vxlan goes by it; everything else of others has to stay as it is. */
const ALLOWED = /^sysctl .*(ip_forward|forwarding|accept_redirects) = /;

describe('on a node full of what others made', () => {
  test.each(ENGINES)('init, join and reset with %s leave all of it as it is', async (_, conf) => {
    const host = await freshHost();
    await makeNoise(host);
    const before = await snapshot(host);
    await initN1(host, conf);
    expect(missing(before, await snapshot(host)).filter((line) => !ALLOWED.test(line))).toEqual([]);
    const other = ['--peer', 'n2=192.168.77.22,10.244.20.0/24', '--peer', 'n4=192.168.77.4,10.244.4.0/24'];
    expectExit(await host.flannelctl(['join', ...other, '--no-ip-masq', '--yes']), 0);
    expect(missing(before, await snapshot(host)).filter((line) => !ALLOWED.test(line))).toEqual([]);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await snapshot(host)).toEqual(before);
  });
});
