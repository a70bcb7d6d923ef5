import { expect, it } from 'vitest';
import type { CheckedNode } from '../../../../src/checks/check.ts';
import { vxlan } from '../../../../src/checks/links/vxlan.ts';
import type { Address, LinkName, Mac } from '../../../../src/net/index.ts';
import type { Link } from '../../../../src/state/index.ts';
import { DUAL, EXAMPLE, IPV6, SIX, VXLAN } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const link = (name: string, spec: object): Link => ({
  kind: 'link',
  name: name as LinkName,
  spec: {
    ...VXLAN,
    local: '192.168.1.1' as Address,
    dev: 'eth0' as LinkName,
    ...spec,
  },
  mac: '02:00:00:00:00:09' as Mac,
  mtu: 1450,
  group: 0,
  alias: '',
  up: true,
});

const OVER_IPV6 = { local: IPV6.local };

const told = async (
  links: readonly Link[],
  {
    network = EXAMPLE,
    programs = [],
  }: { network?: CheckedNode['network']; programs?: readonly number[] } = {},
): Promise<string[]> => {
  const ports = [...links.flatMap(({ spec }) => (spec.type === 'vxlan' ? [spec.port] : [])), ...programs];
  return (await found(vxlan, { ...NODE, network, observed: links }, { 'UDP ports': ports })).map(
    ({ severity, message, hint }) => `${severity}: ${message} → ${hint}`,
  );
};

it('tells a foreign link with the same VNI and port', async () => {
  expect(await told([link('vx7', {})])).toEqual([
    'error: VNI 1 on port 8472 is taken by vx7 → Take another VNI in the net-conf, or: ip link del vx7',
  ]);
});

it.each<[string, object, string]>([
  ['with group policy', { vni: 7, gbp: true }, 'another gbp'],
  ['with VNIs from outside', { vni: 0, external: true }, 'external VNIs'],
  ['with VNIs from outside, over IPv6', { ...OVER_IPV6, vni: 0, external: true }, 'external VNIs'],
])('tells a link of another mode on the port: one %s', async (_, spec, mode) => {
  expect(await told([link('vx7', spec)])).toEqual([
    `error: UDP port 8472 is taken by vx7, a vxlan link with ${mode} → Take another Port in the net-conf, or: ip link del vx7`,
  ]);
});

it('tells a program on the port', async () => {
  expect(await told([], { programs: [53, 8472] })).toEqual([
    "error: UDP port 8472 is taken by a program → See which with: ss -lunp 'sport = 8472'. Or take another Port in the net-conf.",
  ]);
});

it.each<[string, readonly Link[], CheckedNode['network']]>([
  ['are the node’s own', [link('flannel.1', {}), link('flannel-v6.1', OVER_IPV6)], DUAL],
  ['are its own, and somebody changed their mode', [link('flannel.1', { gbp: true })], EXAMPLE],
  ['have another VNI', [link('vx7', { vni: 7 })], EXAMPLE],
  ['have the VNI on another port', [link('vx7', { port: 4789 })], EXAMPLE],
  ['have group policy on another port', [link('vx7', { vni: 7, gbp: true, port: 4789 })], EXAMPLE],
  [
    'have group policy, as the network has',
    [link('vx7', { vni: 7, gbp: true })],
    { ...EXAMPLE, backend: { ...VXLAN, gbp: true } },
  ],
  ['are over IPv6, which the network has not', [link('vx7', OVER_IPV6), link('flannel.1', {})], EXAMPLE],
  ['are over IPv4, which the network has not', [link('vx7', {}), link('flannel-v6.1', OVER_IPV6)], SIX],
  ['are beside a network without vxlan', [link('vx7', {})], { ...EXAMPLE, backend: { type: 'host-gw' } }],
])('finds nothing where links %s', async (_, links, network) => {
  expect(await told(links, { network })).toEqual([]);
});

it('finds nothing where programs have other ports', async () => {
  expect(await told([], { programs: [53, 4789] })).toEqual([]);
});
