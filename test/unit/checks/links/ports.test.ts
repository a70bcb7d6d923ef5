import { expect, it } from 'vitest';
import { bridgeFull } from '../../../../src/checks/links/ports/bridge-full.ts';
import { bridgePorts } from '../../../../src/checks/links/ports/bridge-ports.ts';
import { hairpinPorts } from '../../../../src/checks/links/ports/hairpin-ports.ts';
import { isolatedPorts } from '../../../../src/checks/links/ports/isolated.ts';
import { spanningTree } from '../../../../src/checks/links/ports/spanning-tree.ts';
import { vlanFiltering } from '../../../../src/checks/links/ports/vlan-filtering.ts';
import { EXAMPLE } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const BRIDGE = { ifname: 'cni0', flags: ['UP'] };

const veth = (ifname: string, flags: readonly string[] = ['UP', 'LOWER_UP']) => ({
  ifname,
  flags,
  master: 'cni0',
  linkinfo: { info_kind: 'veth' },
});

const port = (ifname: string, more: object = {}, flags?: readonly string[]) => ({
  ...veth(ifname, flags),
  linkinfo: {
    info_kind: 'veth',
    port: { state: 'forwarding', hairpin: true, isolated: false, ...more },
  },
});

const DOWN = { state: 'disabled' };

it('tells a port that is down, and how it is set up', async () => {
  const links = [BRIDGE, port('veth1', DOWN, ['BROADCAST']), port('veth2')];
  expect(await found(bridgePorts, NODE, { links })).toMatchObject([
    {
      effect: 'outage',
      message: 'cni0 passes no packets of its port veth1: the state is disabled',
      hint: 'ip link set veth1 up. If one stays without carrier, its other end in the pod is down.',
    },
  ]);
});

it('tells ports that are up and blocked, each state once', async () => {
  const blocked = ['blocking', 'blocking', 'listening'].map((state, i) => port(`veth${i + 1}`, { state }));
  const [finding] = await found(bridgePorts, NODE, { links: [BRIDGE, ...blocked] });
  expect(finding?.message).toBe(
    'cni0 passes no packets of 3 ports veth1, veth2, veth3: the state is blocking, listening',
  );
  expect(finding?.hint).toBe('See what blocks it: ip -d link show veth1');
  expect(finding?.follows).toEqual(['SpanningTree']);
});

it.each([
  ['all forward', [BRIDGE, port('veth1')]],
  ['there is none', [BRIDGE]],
  ['it is of another bridge', [BRIDGE, { ...port('veth1', DOWN), master: 'br7' }]],
  ['the bridge itself is down', [{ ifname: 'cni0', flags: [] }, port('veth1', DOWN)]],
  ['no state is printed', [BRIDGE, veth('veth1')]],
])('says nothing of ports where %s', async (_, links) => {
  expect(await found(bridgePorts, NODE, { links })).toEqual([]);
});

const withHairpin = (hairpinMode: boolean) => ({
  ...NODE,
  network: {
    ...EXAMPLE,
    cniConf: JSON.stringify({ name: 'cbr0', plugins: [{ type: 'bridge', hairpinMode }] }),
  },
});

const OFF = { hairpin: false };

it('tells a port without hairpin where the CNI conf asks for it', async () => {
  const links = [BRIDGE, port('veth1', OFF), port('veth2')];
  expect(await found(hairpinPorts, withHairpin(true), { links })).toMatchObject([
    {
      message: 'hairpin is off on a port of cni0, and the CNI conf has hairpinMode: veth1',
      hint: 'bridge link set dev veth1 hairpin on',
    },
  ]);
  expect(await found(hairpinPorts, withHairpin(false), { links })).toEqual([]);
});

it.each([
  ['it is on', [BRIDGE, port('veth1')]],
  ['it is no veth', [BRIDGE, { ...port('eth9'), linkinfo: { port: OFF } }]],
])('says nothing of hairpin where %s', async (_, links) => {
  expect(await found(hairpinPorts, withHairpin(true), { links })).toEqual([]);
});

it('tells ports that are isolated from one another, not a single one', async () => {
  const [one, other] = ['veth1', 'veth2'].map((name) => port(name, { isolated: true }));
  expect(await found(isolatedPorts, NODE, { links: [BRIDGE, one, other, port('veth3')] })).toMatchObject([
    { message: '2 ports of cni0 are isolated from one another: veth1, veth2' },
  ]);
  expect(await found(isolatedPorts, NODE, { links: [BRIDGE, one, port('veth3')] })).toEqual([]);
});

it('tells a bridge that is nearly full', async () => {
  const ports = (length: number) => ({ links: Array.from({ length }, (_, i) => veth(`veth${i}`)) });
  expect(await found(bridgeFull, NODE, ports(1000))).toMatchObject([
    { message: 'cni0 has 1000 ports, and a bridge has 1024 at most' },
  ]);
  expect(await found(bridgeFull, NODE, ports(999))).toEqual([]);
});

it('tells spanning tree on the pod bridge, not on another', async () => {
  const bridge = (ifname: string, stp_state: number) => ({
    links: [{ ifname, linkinfo: { info_kind: 'bridge', info_data: { stp_state } } }],
  });
  expect(await found(spanningTree, NODE, bridge('cni0', 1))).toMatchObject([
    { hint: 'ip link set cni0 type bridge stp_state 0' },
  ]);
  expect(await found(spanningTree, NODE, bridge('cni0', 0))).toEqual([]);
  expect(await found(spanningTree, NODE, bridge('br7', 1))).toEqual([]);
});

it('tells a bridge that passes by VLANs which the CNI conf does not have', async () => {
  const links = (vlan_filtering: number) => [
    {
      ifname: 'cni0',
      linkinfo: { info_kind: 'bridge', info_data: { vlan_filtering, vlan_default_pvid: 0 } },
    },
  ];
  const vlan = { ...NODE, network: { ...EXAMPLE, cniConf: '{"plugins":[{"type":"bridge","vlan":7}]}' } };
  expect(await found(vlanFiltering, withHairpin(true), { links: links(1) })).toMatchObject([
    { hint: 'ip link set cni0 type bridge vlan_filtering 0' },
  ]);
  expect(await found(vlanFiltering, withHairpin(true), { links: links(0) })).toEqual([]);
  expect(await found(vlanFiltering, vlan, { links: links(1) })).toEqual([]);
});
