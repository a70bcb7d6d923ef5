import { expect } from 'vitest';
import { changesOf, expectExit, initN1, lines, peerFlags } from '../../support/host/node.ts';
import { startPending, test } from '../../support/transactions/running.ts';

test('a rollback sets a link up that its routes need, and leaves what else was set on it', async ({
  host,
}) => {
  await initN1(host);
  const { command } = await startPending(host, ['join', ...peerFlags('n4=192.168.77.4,10.244.4.0/24')], 60);
  await host.sh('ip link set flannel.1 down mtu 1400');
  expectExit(await host.flannelctl(['rollback', '--yes']), 0);
  await command.ended;
  expect(await host.sh('ip -4 route get 10.244.2.9')).toContain('flannel.1');
  expect(lines(await changesOf(host, 'diff'))).toEqual([expect.stringMatching(/^update link flannel\.1 /)]);
  expect(await host.sh('ip link show flannel.1')).toMatch(/,UP.* mtu 1400 /);
});
