import { expect, it } from 'vitest';
import type { CheckedNode } from '../../../../src/checks/check.ts';
import { flannelMemory } from '../../../../src/checks/coexistence/flannel-memory.ts';
import { oldOverlays } from '../../../../src/checks/coexistence/leftovers/old-overlays.ts';
import { otherCni } from '../../../../src/checks/coexistence/leftovers/other-cni.ts';
import { networkManager } from '../../../../src/checks/coexistence/managers/network-manager.ts';
import { networkd } from '../../../../src/checks/coexistence/managers/networkd.ts';
import { xdp } from '../../../../src/checks/coexistence/xdp.ts';
import { managedByNm, networkdState } from '../../../../src/host/facts/managed-links.ts';
import { killsOf } from '../../../../src/host/facts/memory-kills.ts';
import { EXAMPLE } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const LINKS = [
  { ifname: 'flannel.1' },
  { ifname: 'cni0' },
  { ifname: 'veth1', master: 'cni0' },
  { ifname: 'eth0' },
];

const managed = (name: string, ...links: readonly [dev: string, state: string][]) => ({
  links: LINKS,
  [`links of ${name}`]: links.map(([dev, state]) => ({ dev, state })),
});

it('tells links that NetworkManager has in its care', async () => {
  const facts = managed(
    'NetworkManager',
    ['flannel.1', 'disconnected'],
    ['veth1', 'connected'],
    ['eth0', 'connected'],
  );
  expect(await found(networkManager, NODE, facts)).toMatchObject([
    {
      message: 'NetworkManager manages flannel.1, veth1, and may delete their addresses and routes',
      evidence: ['nmcli device: flannel.1 disconnected', 'nmcli device: veth1 connected'],
    },
  ]);
});

it('says nothing of links that NetworkManager watches, nor of the uplink', async () => {
  const facts = managed('NetworkManager', ['cni0', 'connected (externally)'], ['eth0', 'connected']);
  expect(await found(networkManager, NODE, facts)).toEqual([]);
});

it('tells links that systemd-networkd has in its care', async () => {
  expect(await found(networkd, NODE, managed('systemd-networkd', ['cni0', 'configured']))).toMatchObject([
    { message: 'systemd-networkd manages cni0, and may delete their addresses and routes' },
  ]);
  expect(await found(networkd, NODE, managed('systemd-networkd', ['eth0', 'configured']))).toEqual([]);
});

it('reads what nmcli and systemd-networkd write of links', () => {
  expect(managedByNm('eth0:connected\ncni0:unmanaged\nodd\\:1:connected (externally)\n\n')).toEqual([
    { dev: 'eth0', state: 'connected' },
    { dev: 'odd:1', state: 'connected (externally)' },
  ]);
  expect(networkdState('# private\nADMIN_STATE=configured\nOPER_STATE=routable\n')).toBe('configured');
  expect(networkdState('ADMIN_STATE=unmanaged\n')).toBeUndefined();
  expect(networkdState('')).toBeUndefined();
});

const BRIDGED: CheckedNode = {
  ...NODE,
  network: { ...EXAMPLE, cniConf: '{"name":"cbr0","plugins":[{"type":"bridge"}]}' },
};

const beside = (programs: readonly string[], ...names: readonly string[]) => ({
  links: [...LINKS, ...names.map((ifname) => ({ ifname }))],
  'programs that run': programs,
});

it('tells what another CNI has left', async () => {
  const facts = beside([], 'cali0123456789a', 'vxlan.calico', 'cilium_host');
  expect(await found(otherCni, BRIDGED, facts)).toMatchObject([
    { message: 'links of Calico are here, and Calico does not run: cali0123456789a, vxlan.calico' },
    { message: 'links of Cilium are here, and Cilium does not run: cilium_host' },
  ]);
});

it.each([
  ['it runs', BRIDGED, beside(['calico-node'], 'cali0123456789a')],
  ['there is none', BRIDGED, beside([], 'docker0', 'calibration', 'kube-ipvs0')],
  [
    'the CNI conf is of another plugin',
    { ...BRIDGED, network: { ...EXAMPLE, cniConf: '{"name":"k8s","plugins":[{"type":"calico"}]}' } },
    beside([], 'cali0123456789a'),
  ],
])('says nothing of another CNI where %s', async (_, node, facts) => {
  expect(await found(otherCni, node, facts)).toEqual([]);
});

const old = (ifname: string, ...locals: readonly string[]) => ({
  links: [...LINKS, { ifname, addr_info: locals.map((local) => ({ local, family: 'inet', scope: '0' })) }],
});

it('tells links of an earlier VNI or backend', async () => {
  expect(await found(oldOverlays, NODE, old('flannel.7', '10.244.9.0'))).toMatchObject([
    { message: 'flannel.7 is a link of flannel that this network does not use' },
  ]);
  expect(await found(oldOverlays, NODE, old('flannel-wg'))).toHaveLength(1);
});

it('says nothing of a second flannel, and of other links', async () => {
  expect(await found(oldOverlays, NODE, old('flannel.7', '10.99.9.0'))).toEqual([]);
  expect(await found(oldOverlays, NODE, old('vxlan7'))).toEqual([]);
});

it('says nothing of a link that a change is about', async () => {
  const from = { kind: 'link', name: 'flannel.7' };
  const diff = { changes: [{ action: 'delete', key: 'link flannel.7', from }], unchanged: 0 };
  const node = { ...NODE, diff: diff as unknown as CheckedNode['diff'] };
  expect(await found(oldOverlays, node, old('flannel.7'))).toEqual([]);
});

it('tells XDP programs on links of pods', async () => {
  const counters = [
    { ifname: 'eth0', xdp: true },
    { ifname: 'cni0', xdp: false },
    { ifname: 'eth9', xdp: true },
  ];
  expect(await found(xdp, NODE, { 'counters of links': counters })).toMatchObject([
    { message: 'eth0 has an XDP program, which sees packets before the kernel does' },
  ]);
});

it('tells processes of flannel that were killed for their memory', async () => {
  const kills = [
    { cgroup: '/kubepods/pod1/c1', kills: 3 },
    { cgroup: '/kubepods/pod1', kills: 3 },
  ];
  expect(await found(flannelMemory, NODE, { 'kills for want of memory': kills })).toMatchObject([
    { evidence: ['/sys/fs/cgroup/kubepods/pod1/c1/memory.events: oom_kill 3'] },
  ]);
  expect(await found(flannelMemory, NODE, { 'kills for want of memory': [] })).toEqual([]);
  expect(killsOf('low 0\noom 1\noom_kill 2\noom_group_kill 0\n')).toBe(2);
  expect(killsOf('')).toBe(0);
});
