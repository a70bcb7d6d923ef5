import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../../../src/checks/check.ts';
import { routerAdvertisement } from '../../../src/checks/kernel/router-advertisement.ts';
import type { NetConf } from '../../../src/config/index.ts';
import { bundleFunctions, type Callable } from '../../support/host/inside.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { found, NODE } from '../../unit/checks/support.ts';

let functions: Callable;
beforeAll(async () => {
  functions = await bundleFunctions({ routerAdvertisements: 'host/facts/router-advertisements.ts' });
});
afterAll(async () => functions.remove());

/** What the check finds on a host; the network has IPv6 or not. */
async function find({ netns }: Host, ipv6: object | undefined): Promise<readonly Finding[]> {
  const command = functions.command('routerAdvertisements');
  const printed = (await execa('ip', ['netns', 'exec', netns, ...command])).stdout;
  const netConf = { ...NODE.netConf, ...(ipv6 && { ipv6 }) } as NetConf;
  return found(
    routerAdvertisement,
    { ...NODE, netConf },
    { 'router advertisements': JSON.parse(printed) as unknown },
  );
}

it('a default route by router advertisement stops a node with IPv6, until what the check says is done', async () => {
  const host = await freshHost();
  expect(await find(host, {})).toEqual([]);
  await host.sh('ip route add default via fe80::5 dev eth0 proto ra expires 1800');
  expect(await find(host, undefined)).toEqual([]);
  const [finding] = await find(host, {});
  expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining('eth0') });
  await host.sh(finding?.hint.split(';')[0] ?? '');
  expect(await find(host, {})).toEqual([]);
});

it('nothing is lost where forwarding is on already', async () => {
  const host = await freshHost();
  await host.sh('sysctl -q -w net.ipv6.conf.all.forwarding=1');
  await host.sh('ip route add default via fe80::5 dev eth0 proto ra expires 1800');
  expect(await find(host, {})).toEqual([]);
});
