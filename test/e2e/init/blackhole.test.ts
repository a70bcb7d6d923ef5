import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { agentFiles, nodeList, startAgent, untilReady } from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, netConf } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { test, until } from '../../support/transactions/running.ts';

const OURS4 = 'blackhole 10.244.1.0/24 proto 140 metric 4294967295';
const OURS6 = 'blackhole fd00:10:244:1::/64 dev lo proto 140 metric 4294967295';

const DUAL = netConf({ EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' });

const blackholes = async (host: Host): Promise<string> =>
  `${await host.sh('ip route show type blackhole')}\n${await host.sh('ip -6 route show type blackhole')}`;

test('--ip-blackhole-route drops what is for missing pods, behind the route of the bridge', async ({
  host,
}) => {
  await host.sh('ip -6 address add fd00:192:168:77::1/64 dev eth0 nodad');
  const before = await snapshot(host);
  const dual = [
    ...['init', '--net-conf', DUAL, '--node', 'n1', '--public-ipv6', 'fd00:192:168:77::1', '--yes'],
    '--ip-blackhole-route',
  ];
  const { stdout } = expectExit(await host.flannelctl([...dual, '--show-commands']), 0);
  expect(stdout).toContain('+ route blackhole 10.244.1.0/24 metric 4294967295');
  expect(await blackholes(host)).toContain(OURS4);
  expect(await blackholes(host)).toContain(OURS6);
  // While the bridge is up the kernel's own route comes first; without it the packet is dropped here.
  expect(await host.sh('ip route get 10.244.1.9')).toContain('dev cni0');
  await host.sh('ip link set cni0 down');
  await expect(host.sh('ip route get 10.244.1.9')).rejects.toThrow('Invalid argument');
  await host.sh('ip link set cni0 up');
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  const { stdout: status } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(status).toContain('OK');
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(await snapshot(host)).toEqual(before);
});

test('it is compared, mended, kept by join, and taken away with --no-ip-blackhole-route', async ({
  host,
}) => {
  await initN1(host, undefined, ['--ip-blackhole-route']);
  await host.sh('ip route del blackhole 10.244.1.0/24 metric 4294967295');
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
  expect(stdout).toContain('route blackhole 10.244.1.0/24');
  const { stdout: found } = expectExit(await host.flannelctl(['diagnose']), 11);
  expect(found).toContain('BlackholeRoutes');
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(await blackholes(host)).toContain(OURS4);
  expectExit(await host.flannelctl(['join', '--no-ip-blackhole-route', '--yes']), 0);
  expect((await blackholes(host)).trim()).toBe('');
});

test('one that another program has there is used and left', async ({ host }) => {
  await host.sh('ip route add blackhole 10.244.1.0/24 metric 4294967295');
  const { stdout } = expectExit(
    await host.flannelctl([
      ...initArgs(),
      '--ip-blackhole-route',
      '--ignore-preflight-errors',
      'Routes',
      '--yes',
    ]),
    0,
  );
  expect(stdout).not.toContain('route blackhole');
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect((await blackholes(host)).trim()).toBe('blackhole 10.244.1.0/24 metric 4294967295');
});

test('an agent has it by flanneld’s flag, and mends it at once', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), netConf({ EnableNFTables: true }));
  const agent = startAgent(host, files, ['-ip-blackhole-route=true']);
  await untilReady(host);
  const listed = async (): Promise<boolean> => (await blackholes(host)).includes(OURS4);
  expect(await listed()).toBe(true);
  await until('the agent watches', async () => {
    // Not again and again, which would be a fight with the agent.
    if (await listed()) await host.sh('ip route del blackhole 10.244.1.0/24 metric 4294967295');
    await sleep(500);
    return agent.said().includes('blackhole 10.244.1.0/24 was deleted');
  });
  await until('it is mended', listed);
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  const second = startAgent(host, files);
  await until('it is taken away', async () => !(await listed()));
  second.signal('SIGTERM');
  expectExit(await second.ended, 0);
});
