import { describe, expect, it } from 'vitest';
import { routes } from '../../../src/checks/routing/routes.ts';
import type { RouteJson } from '../../../src/host/index.ts';
import type { LinkName } from '../../../src/net/index.ts';
import { LINK_GROUP } from '../../../src/state/index.ts';
import { found, NODE } from './support.ts';

const SUBNET = NODE.network.families[0]?.own.subnet ?? '';
const BASE = SUBNET.replace(/\.0\/\d+$/, '');

const messages = async (list: readonly RouteJson[], links: readonly object[] = []): Promise<string[]> =>
  (await found(routes, NODE, { 'routes of the main table': { 4: list, 6: [] }, links })).map(
    ({ severity, message }) => `${severity}: ${message}`,
  );

const linkWith = (ifname: string, local: string, prefixlen: number, info_kind: string): object => ({
  ifname,
  linkinfo: { info_kind },
  addr_info: [{ local, prefixlen }],
});

const blackhole = { type: '6', dst: SUBNET };
const ofBridge = { dst: SUBNET, dev: 'cni0', protocol: '2' };

describe("this node's own subnet", () => {
  it.each<[string, RouteJson]>([
    ['elsewhere as a whole', { dst: SUBNET, dev: 'docker0', protocol: '2' }],
    ['elsewhere in part', { dst: `${BASE}.64/26`, gateway: '192.168.1.9', dev: 'eth0' }],
    ["in Calico's blocks", { type: '6', dst: `${BASE}.128/26`, protocol: '80' }],
    ['in a blackhole that comes before cni0', blackhole],
  ])('%s is refused', async (_, route) => {
    const [message, ...more] = await messages([route, ofBridge]);
    expect(more).toEqual([]);
    expect(message).toMatch(/^error: the route .* is in this node's own subnet/);
  });

  it.each<[string, readonly RouteJson[]]>([
    ['cni0 itself', [ofBridge]],
    ["flannel's own blackhole after cni0", [ofBridge, blackhole]],
    ["a pod's own link", [ofBridge, { dst: `${BASE}.7`, dev: 'veth7' }]],
  ])('is well with %s', async (_, list) => {
    expect(await messages(list)).toEqual([]);
  });

  it('is refused with another link that has an address in it, once', async () => {
    const docker = linkWith('docker0', `${BASE}.1`, 24, 'bridge');
    expect(await messages([{ dst: SUBNET, dev: 'docker0' }], [docker])).toEqual([
      `error: docker0 has the address ${BASE}.1/24, in this node's own subnet ${SUBNET}, which is cni0's`,
    ]);
    const [finding] = await found(routes, NODE, {
      'routes of the main table': { 4: [], 6: [] },
      links: [docker],
    });
    expect(finding?.hint).toMatch(new RegExp(`or: ip address del ${BASE}.1/24 dev docker0$`));
  });

  const bridge = (ifname: string): object => linkWith(ifname, `${BASE}.1`, 24, 'bridge');
  it.each<[string, object]>([
    ['cni0', bridge('cni0')],
    ['the bridge that the node has', bridge('pods0')],
    ['a link that flannelctl made', { ...bridge('pods1'), group: `${LINK_GROUP}` }],
    ["a pod's own link", linkWith('veth7', `${BASE}.1`, 32, 'veth')],
  ])('may be that of the address of %s', async (_, link) => {
    const node = { ...NODE, network: { ...NODE.network, bridge: 'pods0' as LinkName } };
    const facts = { 'routes of the main table': { 4: [], 6: [] }, links: [link] };
    expect(await found(routes, node, facts)).toEqual([]);
  });
});
