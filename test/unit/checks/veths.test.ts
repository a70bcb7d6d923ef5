import { expect, it } from 'vitest';
import { veths } from '../../../src/checks/cni/veths.ts';
import { found, NODE } from './support.ts';

const veth = (ifname: string, more: object = {}) => ({
  ifname,
  link_index: 2,
  linkinfo: { info_kind: 'veth' },
  addr_info: [{ family: 'inet6', local: 'fe80::1', scope: '253' }],
  ...more,
});

interface Stage {
  readonly isSetUp?: boolean;
  readonly routes?: object;
  readonly ports?: readonly object[];
}

const check = async (links: readonly object[], { isSetUp, routes, ports }: Stage = {}) =>
  found(
    veths,
    { ...NODE, isSetUp: isSetUp ?? true },
    { links, 'pod ports': ports ?? [], 'routes of the main table': routes ?? { 4: [], 6: [] } },
  );

it('names the links of pods that have lost the bridge, with the commands that attach them', async () => {
  const routes = { 4: [], 6: [{ dst: 'fe80::/64', dev: 'veth1', protocol: '2' }] };
  expect(await check([{ ifname: 'cni0' }, veth('veth1'), veth('veth2')], { routes })).toEqual([
    {
      severity: 'warning',
      message:
        'nothing is attached to cni0, and 2 links lead to another network namespace without a bridge: veth1, veth2; a pod there is cut off',
      hint: 'Restart the pods, or attach the links of pods once cni0 is there: ip link set veth1 master cni0; ip link set veth2 master cni0',
    },
  ]);
});

it.each([
  ['the bridge has a port', [veth('veth1'), veth('veth2', { master: 'cni0' })], {}],
  ['the node was not set up before', [veth('veth1')], { isSetUp: false }],
  ['it is on another bridge', [veth('veth1', { master: 'br7' })], {}],
  [
    'it has an address',
    [veth('veth1', { addr_info: [{ family: 'inet', local: '10.9.0.1', scope: '0' }] })],
    {},
  ],
  ['a route goes by it', [veth('cali1')], { routes: { 4: [{ dst: '10.9.0.2', dev: 'cali1' }], 6: [] } }],
  ['an IPv6 route goes by it', [veth('cali1')], { routes: { 4: [], 6: [{ dst: 'fd09::2', dev: 'cali1' }] } }],
  ['its other end is in the same namespace', [veth('veth1', { link: 'veth2' })], {}],
  ['it is no veth', [veth('macvtap0', { linkinfo: { info_kind: 'macvtap' } })], {}],
  ["CNI's cache knows it", [veth('veth1')], { ports: [{ network: 'cbr0', link: 'veth1' }] }],
])('says nothing where %s', async (_, links, more) => {
  expect(await check(links, more)).toEqual([]);
});
