import { expect, it } from 'vitest';
import { fragments } from '../../../../src/checks/mtu/fragments.ts';
import { lowerLinks } from '../../../../src/checks/mtu/lower-links.ts';
import { outerFragments } from '../../../../src/checks/mtu/outer-fragments.ts';
import { pathDiscovery } from '../../../../src/checks/mtu/path-discovery.ts';
import { podLinks } from '../../../../src/checks/mtu/pod-links.ts';
import { reassembly } from '../../../../src/checks/mtu/reassembly.ts';
import { DUAL, EXAMPLE, SIX } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const HOST_GW = { ...NODE, network: { ...EXAMPLE, backend: { type: 'host-gw' } as const } };

const veth = (ifname: string, mtu: number, more: object = {}) => ({
  ...{ ifname, mtu, master: 'cni0', linkinfo: { info_kind: 'veth' } },
  ...more,
});

it('tells pods with a larger MTU than that of their network', async () => {
  const links = [veth('veth1', 1500), veth('veth2', 1450), veth('veth3', 1451)];
  expect(await found(podLinks, NODE, { links })).toMatchObject([
    {
      message: "2 pods have a larger MTU than the network's 1450: veth1, veth3",
      evidence: ['ip link show veth1: mtu 1500', 'ip link show veth3: mtu 1451'],
    },
  ]);
});

it.each([
  ['all have that of the network, or less', [veth('veth1', 1450), veth('veth2', 1400)]],
  ['the link is on another bridge', [veth('veth1', 1500, { master: 'docker0' })]],
  ['the link is of no pod', [veth('eth1', 1500, { linkinfo: undefined })]],
])('says nothing of MTUs where %s', async (_, links) => {
  expect(await found(podLinks, NODE, { links })).toEqual([]);
});

const uplink = (info_kind: string, more: object = {}) => ({
  ifname: 'eth0',
  mtu: 1500,
  linkinfo: { info_kind },
  ...more,
});

it('tells a link below the uplink that carries less', async () => {
  const port = { ifname: 'ens3', master: 'eth0', mtu: 1400 };
  expect(await found(lowerLinks, NODE, { links: [uplink('bridge'), port] })).toMatchObject([
    { message: 'ens3, below the uplink eth0, has MTU 1400, and eth0 has 1500' },
  ]);
  const vlan = uplink('vlan', { link: 'ens3' });
  expect(await found(lowerLinks, NODE, { links: [vlan, { ifname: 'ens3', mtu: 1496 }] })).toHaveLength(1);
});

it.each([
  ['both have the same', [uplink('bond'), { ifname: 'ens3', master: 'eth0', mtu: 1500 }]],
  ['it is the port of a container', [uplink('bridge'), { ...veth('veth1', 1400), master: 'eth0' }]],
  ['it is of another link', [uplink('bridge'), { ifname: 'ens3', master: 'br7', mtu: 1400 }]],
  ['the uplink is a tunnel', [uplink('gretap', { link: 'ens3' }), { ifname: 'ens3', mtu: 1400 }]],
])('says nothing of links below where %s', async (_, links) => {
  expect(await found(lowerLinks, NODE, { links })).toEqual([]);
});

it('tells outer packets that may not be cut', async () => {
  const link = (df: string, ifname = 'flannel.1') => ({
    links: [{ ifname, linkinfo: { info_data: { id: 1, df } } }],
  });
  expect(await found(outerFragments, NODE, link('set'))).toMatchObject([
    { hint: 'ip link set flannel.1 type vxlan id 1 df unset' },
  ]);
  expect(await found(outerFragments, NODE, link('unset'))).toEqual([]);
  expect(await found(outerFragments, NODE, link('set', 'vxlan7'))).toEqual([]);
});

it.each([
  ['1', 'min_pmtu'],
  ['2', 'are dropped'],
])('tells path MTU discovery that is off: %s', async (value, effect) => {
  const facts = { 'settings net/ipv4/ip_no_pmtu_disc': { 'net/ipv4/ip_no_pmtu_disc': value } };
  expect(await found(pathDiscovery, NODE, facts)).toMatchObject([
    { message: expect.stringContaining(effect), fix: { safety: 'ask', objects: [{ value: '0' }] } },
  ]);
  expect(await found(pathDiscovery, { ...NODE, network: SIX }, facts)).toEqual([]);
});

it.each(['0', '3'])('says nothing of the value %s', async (value) => {
  const facts = { 'settings net/ipv4/ip_no_pmtu_disc': { 'net/ipv4/ip_no_pmtu_disc': value } };
  expect(await found(pathDiscovery, NODE, facts)).toEqual([]);
});

const counters = (values: Readonly<Record<string, number>>) => ({ 'counters of protocols': values });

it('tells packets that were cut, by family', async () => {
  const cut = counters({ IpFragOKs: 1000, IpOutRequests: 50_000, Ip6FragOKs: 2000, Ip6OutRequests: 2000 });
  expect(await found(fragments, NODE, cut)).toMatchObject([
    { message: 'the kernel fragmented 1000 of 50000 (2 %) IPv4 packets since boot' },
  ]);
  expect(await found(fragments, { ...NODE, network: DUAL }, cut)).toHaveLength(2);
  expect(await found(fragments, HOST_GW, cut)).toEqual([]);
});

it.each([
  ['few', { IpFragOKs: 999, IpOutRequests: 1000 }],
  ['few among many', { IpFragOKs: 1000, IpOutRequests: 1_000_000 }],
  ['none', {}],
])('says nothing where %s were cut', async (_, values) => {
  expect(await found(fragments, NODE, counters(values))).toEqual([]);
});

it('tells pieces that could not be put together', async () => {
  expect(await found(reassembly, NODE, counters({ IpReasmFails: 100, IpReasmReqds: 400 }))).toMatchObject([
    { message: 'the kernel could not reassemble 100 of 400 (25 %) fragments of IPv4 packets since boot' },
  ]);
  expect(await found(reassembly, NODE, counters({ IpReasmFails: 99, IpReasmReqds: 400 }))).toEqual([]);
  expect(await found(reassembly, NODE, counters({ IpReasmFails: 100, IpReasmReqds: 40_000 }))).toEqual([]);
  expect(await found(reassembly, HOST_GW, counters({ IpReasmFails: 100, IpReasmReqds: 400 }))).toEqual([]);
});
