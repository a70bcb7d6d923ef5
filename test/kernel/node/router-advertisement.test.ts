import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../../../src/node/preflight/check.ts';
import { bundleFunctions, type Callable } from '../../support/host/inside.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';

let functions: Callable;
beforeAll(async () => {
  functions = await bundleFunctions({ checkRouterAdvertisement: 'node/preflight/router-advertisement.ts' });
});
afterAll(async () => functions.remove());

/** What the check finds on a host; the network has IPv6 or not. */
async function find({ netns }: Host, ipv6: object | undefined): Promise<Finding[]> {
  const prepared = { spec: { plan: { netConf: { ipv6 } } } };
  const command = functions.command('checkRouterAdvertisement', prepared);
  return JSON.parse((await execa('ip', ['netns', 'exec', netns, ...command])).stdout) as Finding[];
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
