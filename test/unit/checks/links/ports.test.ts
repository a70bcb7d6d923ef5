import { expect, it } from 'vitest';
import { bridgeFull } from '../../../../src/checks/links/ports/bridge-full.ts';
import { bridgePorts } from '../../../../src/checks/links/ports/bridge-ports.ts';
import { hairpin } from '../../../../src/checks/links/ports/hairpin.ts';
import { isolatedPorts } from '../../../../src/checks/links/ports/isolated.ts';
import { spanningTree } from '../../../../src/checks/links/ports/spanning-tree.ts';
import { EXAMPLE } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const BRIDGE = { ifname: 'cni0', flags: ['UP'] };

const veth = (ifname: string, flags: readonly string[] = ['UP', 'LOWER_UP']) => ({
  ifname,
  flags,
  master: 'cni0',
  linkinfo: { info_kind: 'veth' },
});

const counted = (ifname: string, port: object = {}) => ({
  ifname,
  port: { state: 'forwarding', hairpin: true, isolated: false, ...port },
});

const facts = (links: readonly object[], counters: readonly object[]) => ({
  links,
  'counters of links': counters,
});

it('tells a port that is down, and how it is set up', async () => {
  const links = [BRIDGE, veth('veth1', ['BROADCAST']), veth('veth2')];
  const counters = [counted('veth1', { state: 'disabled' }), counted('veth2')];
  expect(await found(bridgePorts, NODE, facts(links, counters))).toMatchObject([
    {
      effect: 'outage',
      message: 'cni0 passes no packets of its port veth1: the state is disabled',
      hint: 'ip link set veth1 up. If one stays without carrier, its other end in the pod is down.',
    },
  ]);
});

it('tells ports that are up and blocked, each state once', async () => {
  const links = [BRIDGE, veth('veth1'), veth('veth2'), veth('veth3')];
  const counters = ['blocking', 'blocking', 'listening'].map((state, i) =>
    counted(`veth${i + 1}`, { state }),
  );
  const [finding] = await found(bridgePorts, NODE, facts(links, counters));
  expect(finding?.message).toBe(
    'cni0 passes no packets of 3 ports veth1, veth2, veth3: the state is blocking, listening',
  );
  expect(finding?.hint).toBe('See what blocks it: ip -d link show veth1');
});

it.each([
  ['all forward', facts([BRIDGE, veth('veth1')], [counted('veth1')])],
  ['there is none', facts([BRIDGE], [])],
  [
    'it is of another bridge',
    facts([BRIDGE, { ...veth('veth1'), master: 'br7' }], [counted('veth1', { state: 'disabled' })]),
  ],
  [
    'the bridge itself is down',
    facts([{ ifname: 'cni0', flags: [] }, veth('veth1')], [counted('veth1', { state: 'disabled' })]),
  ],
])('says nothing of ports where %s', async (_, given) => {
  expect(await found(bridgePorts, NODE, given)).toEqual([]);
});

const withHairpin = (hairpinMode: boolean) => ({
  ...NODE,
  network: {
    ...EXAMPLE,
    cniConf: JSON.stringify({ name: 'cbr0', plugins: [{ type: 'bridge', hairpinMode }] }),
  },
});

it('tells a port without hairpin where the CNI conf asks for it', async () => {
  const given = facts(
    [BRIDGE, veth('veth1'), veth('veth2')],
    [counted('veth1', { hairpin: false }), counted('veth2')],
  );
  expect(await found(hairpin, withHairpin(true), given)).toMatchObject([
    {
      message: 'hairpin is off on a port of cni0, and the CNI conf has hairpinMode: veth1',
      hint: 'bridge link set dev veth1 hairpin on',
    },
  ]);
  expect(await found(hairpin, withHairpin(false), given)).toEqual([]);
});

it.each([
  ['it is on', facts([BRIDGE, veth('veth1')], [counted('veth1')])],
  [
    'it is no veth',
    facts([BRIDGE, { ...veth('eth9'), linkinfo: undefined }], [counted('eth9', { hairpin: false })]),
  ],
])('says nothing of hairpin where %s', async (_, given) => {
  expect(await found(hairpin, withHairpin(true), given)).toEqual([]);
});

it('tells ports that are isolated from one another, not a single one', async () => {
  const links = [BRIDGE, veth('veth1'), veth('veth2'), veth('veth3')];
  const counters = [
    counted('veth1', { isolated: true }),
    counted('veth2'),
    counted('veth3', { isolated: true }),
  ];
  expect(await found(isolatedPorts, NODE, facts(links, counters))).toMatchObject([
    { message: '2 ports of cni0 are isolated from one another: veth1, veth3' },
  ]);
  expect(await found(isolatedPorts, NODE, facts(links, counters.slice(0, 2)))).toEqual([]);
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
