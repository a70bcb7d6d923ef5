import { expect, test } from 'vitest';
import { bridgeOf, flannelByHand } from '../../support/adopt/by-hand.ts';
import { expectExit } from '../../support/host/node.ts';

const LINK_LOCAL = '169.254.202.220/16';

test('an address of an earlier network goes from flannel.1, and a link-local one is left alone', async () => {
  const host = await flannelByHand({ addresses: ['10.42.7.0/32', '10.244.1.0/32', LINK_LOCAL] });
  const { stdout } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
  expect(stdout).toMatch(/^ +- address 10\.42\.7\.0\/32 dev flannel\.1$/m);
  expect(stdout).not.toContain('169.254');
  const addresses = await host.sh('ip -4 -brief address show dev flannel.1');
  expect(addresses).toContain(LINK_LOCAL);
  expect(addresses).toContain('10.244.1.0/32');
  expect(addresses).not.toContain('10.42.7.0');
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
});

test.each([
  ['flannel.1', ['ip address add 192.0.2.1/24 dev flannel.1'], 'routes may follow it'],
  [
    'cni0',
    [...bridgeOf('cni0'), 'ip address add 192.0.2.1/24 dev cni0', 'ip address add 10.244.7.1/24 dev cni0'],
    'routes may follow it',
  ],
  [
    'cni0',
    ['ip link add cni0 type bridge', 'ip address add 192.0.2.1/24 dev cni0', ...bridgeOf('cni0').slice(1)],
    'the bridge plugin attaches no pod while it comes before the gateway',
  ],
])('a foreign address on %s is named and left alone', async (link, more, follows) => {
  const host = await flannelByHand({ more });
  const told = `${link} has the address 192.0.2.1/24, which is not of the pod network and is left alone: ${follows}`;
  const { stderr } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
  expect(stderr).toContain(told);
  const addresses = await host.sh(`ip -4 -brief address show dev ${link}`);
  expect(addresses).toContain('192.0.2.1/24');
  expect(addresses).not.toContain('10.244.7.1');
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(stdout).toContain(told);
  expectExit(await host.flannelctl(['join', '--dry-run', '--detailed-exitcode']), 0);
  // Inside the network it would be taken for a pod's, or for the gateway.
  await host.sh(`ip address add 10.244.1.77/28 dev ${link}`);
  expectExit(await host.flannelctl(['status', '--no-probe']), 11);
});

test('a link that has only others’ addresses is in use, and the address is what is in the way', async () => {
  const host = await flannelByHand({ addresses: ['192.0.2.1/24'] });
  const { stdout } = await host.flannelctl(['join', '--node', 'n1', '--dry-run']);
  expect(stdout).toMatch(
    /^ +! address 192\.0\.2\.1\/24 dev flannel\.1: not created by flannelctl; link flannel\.1 is in use by it$/m,
  );
  expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 8);
});
