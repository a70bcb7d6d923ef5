import { expect, test } from 'vitest';
import { bridgeOf, flannelByHand } from '../../support/adopt/by-hand.ts';
import { expectExit, readIn, SUBNET_ENV } from '../../support/host/node.ts';

const DIRECT = 'ip route add 10.244.2.0/24 via 192.168.77.2';

test('a host of host-gw stays one, and flannel.1 of an earlier vxlan goes', async () => {
  const more = [DIRECT, ...bridgeOf('cni0')];
  const host = await flannelByHand({ mtu: 1500, hasPeer: false, more });
  const { stdout } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
  expect(stdout).toMatch(/^n1: .*host-gw/m);
  expect(stdout).toMatch(/^ +- link flannel\.1 /m);
  expect(await readIn(host, SUBNET_ENV)).toContain('FLANNEL_MTU=1500');
  expect(await host.sh('ip route show 10.244.2.0/24')).toContain('via 192.168.77.2 dev eth0');
});

test('a host of host-gw without peers stays one: its pods have the MTU of the uplink', async () => {
  const host = await flannelByHand({ mtu: 1500, hasPeer: false, more: bridgeOf('cni0') });
  const { stdout } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
  expect(stdout).toMatch(/^n1: .*host-gw/m);
  expect(stdout).toMatch(/^ +- link flannel\.1 /m);
  expect(await readIn(host, SUBNET_ENV)).toContain('FLANNEL_MTU=1500');
});

test('all routes by the uplink are DirectRouting where pods have the MTU of flannel.1', async () => {
  const host = await flannelByHand({ hasPeer: false, more: [DIRECT] });
  const { stdout } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--dry-run']), 0);
  expect(stdout).toMatch(/^n1: .*vxlan id 1 .*DirectRouting/m);
});
