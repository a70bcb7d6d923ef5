import { describe, expect, test } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, netConf, PEER2, peerFlags } from '../../support/host/node.ts';

const second = async (host: Host, address = '192.168.88.1/24'): Promise<void> => {
  await host.sh('ip link add eth1 type veth peer name eth1-far');
  await host.sh(`ip address add ${address} dev eth1`);
  for (const link of ['eth1', 'eth1-far']) await host.sh(`ip link set ${link} up`);
};

const vtep = async (host: Host): Promise<string> => host.sh('ip -d link show flannel.1');

describe('a node whose uplink', () => {
  test.each([
    ['is gone', 'ip link del eth0', 'eth0, the uplink that this node was set up with, is gone', []],
    [
      'has no address any more',
      'ip address flush dev eth0',
      'eth0, the uplink that this node was set up with, has no IPv4 address any more',
      ['  → Give it back: ip address add ADDRESS/LENGTH dev eth0'],
    ],
  ])('%s is not well, and says so first; changes are refused', async (_, command, message, hints) => {
    const host = await freshHost();
    await initN1(host);
    await second(host);
    await host.sh(command);
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(stdout.split('\n').slice(0, 3 + hints.length)).toEqual([
      `BROKEN: [Uplink] ${message}`,
      ...hints,
      '  → If another link has taken its place: flannelctl join --iface LINK',
      '  → Links with addresses: eth1 192.168.88.1.',
    ]);
    expect(stdout).toMatch(/^node +n1, 192\.168\.77\.1 on eth0/m);
    expect(stdout).toMatch(/^n2 +192\.168\.77\.2 +10\.244\.2\.0\/24/m);
    expect(stdout).not.toContain('flannelctl join\n');
    const document = JSON.parse(
      expectExit(await host.flannelctl(['status', '--no-probe', '-o', 'json']), 11).stdout,
    ) as StatusDocument;
    expect(document).toMatchObject({ well: false, uplinkFailure: `Uplink: ${message}` });
    for (const args of [['diff'], ['join', '--yes']])
      expect(expectExit(await host.flannelctl(args), 4).stderr).toContain(message);
    expectExit(await host.flannelctl(['join', '--iface', 'eth1', '--yes']), 0);
    expect(await vtep(host)).toMatch(/local 192\.168\.88\.1 dev eth1 /);
    await host.sh('ip route add 192.168.77.0/24 dev eth1');
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });
});

test('the uplink stays when the default route moves, and is another when that is said', async () => {
  const host = await freshHost();
  await initN1(host);
  await second(host);
  await host.sh('ip route replace default via 192.168.88.254 dev eth1');
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(expectExit(await host.flannelctl(['join', '--yes']), 0).stdout).toContain('eth0');
  expect(await vtep(host)).toMatch(/local 192\.168\.77\.1 dev eth0 /);
  const { stderr } = expectExit(await host.flannelctl(['join', '--iface', 'eth1', '--yes']), 0);
  expect(stderr).toMatch(/peers don't reach this node until they know: .*192\.168\.77\.1 → 192\.168\.88\.1/);
  expect(await vtep(host)).toMatch(/local 192\.168\.88\.1 dev eth1 /);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
});

test('the uplink stays when the route that it was chosen by moves, and is chosen again when that is said again', async () => {
  const host = await freshHost();
  const flags = ['--iface-can-reach', '192.168.77.2'];
  await initN1(host, undefined, flags);
  await second(host);
  await host.sh('ip route add 192.168.77.2/32 dev eth1');
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expectExit(await host.flannelctl(['up']), 0);
  expect(await vtep(host)).toMatch(/local 192\.168\.77\.1 dev eth0 /);
  expectExit(await host.flannelctl(['join', ...flags, '--yes']), 0);
  expect(await vtep(host)).toMatch(/local 192\.168\.88\.1 dev eth1 /);
});

test.each([
  ['the second of two --iface', ['--iface', 'eth9', '--iface', 'eth1']],
  ['--iface with an address', ['--iface', '192.168.88.1']],
  ['--iface-regex', ['--iface-regex', '^eth1$']],
  ['--iface-can-reach', ['--iface-can-reach', '192.168.88.9']],
])('init takes the uplink by %s, and remembers it', async (_, flags) => {
  const host = await freshHost();
  await second(host);
  await initN1(host, netConf(), flags);
  expect(await vtep(host)).toMatch(/local 192\.168\.88\.1 dev eth1 /);
  expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
});

test('behind NAT packets come from the uplink’s own address, and peers are told the public ones', async () => {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  const conf = netConf({ EnableIPv6: true, IPv6Network: 'fd00:244::/48' });
  const nat = ['--iface', 'eth0', '--public-ip', '203.0.113.7', '--public-ipv6', '2001:db8::7', '--yes'];
  const args = ['init', '--net-conf', conf, '--node', 'n1', ...nat];
  const { stdout } = expectExit(await host.flannelctl(args), 0);
  expect(await vtep(host)).toMatch(/local 192\.168\.77\.1 dev eth0 /);
  expect(await host.sh('ip -d link show flannel-v6.1')).toMatch(/local fd77::1 dev eth0 /);
  expect(stdout).toMatch(/--peer n1=203\.0\.113\.7,10\.244\.\d+\.0\/24,2001:db8::7,fd00:244:/);
  expectExit(await host.flannelctl(['join', ...peerFlags(PEER2), '--yes']), 0);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
});

test('two links and none named: which one it is comes from the default route', async () => {
  const host = await freshHost();
  await second(host);
  expectExit(await host.flannelctl([...initArgs(), '--yes']), 0);
  expect(await vtep(host)).toMatch(/ dev eth0 /);
});
