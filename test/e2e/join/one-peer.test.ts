import { expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1 } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { type Tools, wrapTools } from '../../support/host/tools.ts';

const PEER = 'n4=192.168.77.4,10.244.4.0/24';

const joinOneMore = async (host: Host, { via }: Pick<Tools, 'via'>) =>
  host.flannelctl(['join', '--peer', PEER, '--yes'], { via });

const isChange = (call: string): boolean => /^(ip|bridge) -batch -$/.test(call);

test('after one peer more only its entries are read back', async () => {
  const host = await freshHost();
  await initN1(host);
  const tools = await wrapTools();
  expectExit(await joinOneMore(host, tools), 0);
  const calls = await tools.calls();
  const since = calls.slice(calls.findLastIndex(isChange) + 1);
  expect(since.toSorted()).toEqual(['bridge -j -force -batch -', 'ip -N -j -force -batch -']);
  expectExit(await host.flannelctl(['diff']), 0);
  expect(await host.sh('ip -4 route get 10.244.4.9')).toContain('flannel.1');
});

test.each([1, 2, 3])(
  'call %s that says it has changed something and has not is found and rolled back',
  async (at) => {
    const host = await freshHost();
    await initN1(host);
    const before = await snapshot(host);
    const tools = await wrapTools(`[ "$n" -eq ${at} ] && { cat > /dev/null; exit 0; }`);
    const { stderr } = expectExit(await joinOneMore(host, tools), 5);
    expect(stderr).toContain('the commands ended well, but the host is not as configured');
    expect(await snapshot(host)).toEqual(before);
  },
);

test('an entry that another program made instead is found and rolled back', async () => {
  const host = await freshHost();
  await initN1(host);
  const tools = await wrapTools(
    `[ "$tool" = bridge ] && { cat > /dev/null; exec bridge fdb replace 02:00:00:00:00:99 dev flannel.1 dst 192.168.77.9 self; }`,
  );
  const { stderr } = expectExit(await joinOneMore(host, tools), 5);
  expect(stderr).toContain('is missing');
});
