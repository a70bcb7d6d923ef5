import { expect, it } from 'vitest';
import type { BackendConfig } from '../../../src/backends/index.ts';
import { routes } from '../../../src/checks/routing/routes.ts';
import type { RouteJson } from '../../../src/host/index.ts';
import { found, NODE } from './support.ts';

const findings = (...list: readonly RouteJson[]) =>
  found(routes, NODE, { 'routes of the main table': { 4: list, 6: [] }, links: [] });

const NETWORK = NODE.network.families[0]?.network.network;

it.each<[string, RouteJson]>([
  ["the uplink's own network", { dst: '10.0.0.0/8', dev: 'eth0', protocol: '2' }],
  ['half of all addresses, by a VPN', { dst: '0.0.0.0/1', gateway: '10.8.0.1', dev: 'tun0' }],
])(
  'a route to %s, which covers the pod network, is told without being advised to delete it',
  async (_, route) => {
    const [finding, ...more] = await findings(route);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining(`overlaps the pod network ${NETWORK}`),
      hint: expect.not.stringContaining('route del'),
    });
  },
);

it('a route into the pod network is refused, with the command that deletes it', async () => {
  expect(await findings({ dst: '10.244.128.0/17', gateway: '192.168.1.9', dev: 'eth0' })).toMatchObject([
    { severity: 'error', hint: expect.stringContaining('ip -4 route del 10.244.128.0/17') },
  ]);
});

it('a router on the uplink with an address of the pod network is refused, and no other', async () => {
  expect(await findings({ dst: 'default', gateway: '10.244.9.1', dev: 'eth0' })).toMatchObject([
    {
      severity: 'error',
      message: `the router 10.244.9.1 of the route default via 10.244.9.1 dev eth0 has an address of the pod network ${NETWORK}`,
    },
  ]);
  expect(await findings({ dst: 'default', gateway: '10.244.9.1', dev: 'cni0' })).toEqual([]);
  expect(await findings({ dst: 'default', gateway: '192.168.1.9', dev: 'eth0' })).toEqual([]);
});

it.each<BackendConfig>([NODE.network.backend, { type: 'host-gw' }])(
  'a route into the pod network that leads nowhere is refused with any backend: %j',
  async (backend) => {
    const node = { ...NODE, network: { ...NODE.network, backend } };
    const list = [{ type: '8', dst: '10.244.2.9' }];
    expect(
      await found(routes, node, { 'routes of the main table': { 4: list, 6: [] }, links: [] }),
    ).toMatchObject([
      { severity: 'error', message: `the route prohibit 10.244.2.9 overlaps the pod network ${NETWORK}` },
    ]);
  },
);
