import { expect, test } from 'vitest';
import { flannelByHand } from '../../support/adopt/by-hand.ts';
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
  expectExit(await host.flannelctl(['status']), 0);
});
