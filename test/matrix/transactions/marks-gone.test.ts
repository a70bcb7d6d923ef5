import { describe, expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { start } from '../../support/transactions/started.ts';

/** How somebody takes the marks off links of ours, as one who resets all groups of a host does. */
const WAYS: readonly [string, readonly string[]][] = [
  ['the group of flannel.1', ['ip link set flannel.1 group 0']],
  ['the groups of both links', ['ip link set flannel.1 group 0', 'ip link set cni0 group 0']],
  ['the alias of flannel.1', ['ip link set flannel.1 alias ""']],
  ['all marks of flannel.1', ['ip link set flannel.1 group 0', 'ip link set flannel.1 alias ""']],
];

describe.each(WAYS)('where somebody has removed %s', (_, commands) => {
  test('a change that waits is rolled back all the same, and nothing is left', async () => {
    const host = await freshHost();
    const before = unordered(await snapshot(host));
    const init = start(host, [...initArgs(), '--yes', '--confirm-timeout', '10m']);
    await init.says('flannelctl confirm');
    for (const command of commands) await host.sh(command);
    expectExit(await host.flannelctl(['rollback', '--yes']), 0);
    expectExit(await init.ended(), 7);
    expect(unordered(await snapshot(host))).toEqual(before);
  });
});

test('a link of the same name that another program has made meanwhile is theirs', async () => {
  const host = await freshHost();
  const init = start(host, [...initArgs(), '--yes', '--confirm-timeout', '10m']);
  await init.says('flannelctl confirm');
  await host.sh('ip link del flannel.1');
  await host.sh('ip link add flannel.1 type vxlan id 1 dstport 8472 dev eth0');
  expectExit(await host.flannelctl(['rollback', '--yes']), 0);
  expectExit(await init.ended(), 7);
  expect(await host.sh('ip -br link show flannel.1')).toContain('flannel.1');
});
