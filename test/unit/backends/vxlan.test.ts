import { describe, expect, it } from 'vitest';
import type { VxlanConfig } from '../../../src/backends/index.ts';
import {
  type BackendInput,
  desiredState,
  overlayLink,
  type Path,
  podMtu,
} from '../../../src/backends/index.ts';
import type { Address, FamilyName, LinkName, Mac } from '../../../src/net/index.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { DUAL, EXAMPLE, IPV6, linesOf, peerOf, SIX, VXLAN } from '../../support/example-node.ts';

/** What leads to peers, and the bridge's addresses, by kind: rules, settings and files are looked at elsewhere. */
const laidOut = (input: BackendInput): HostObject[] =>
  desiredState(input).filter(({ kind }) => !['ruleset', 'basechain', 'file'].includes(kind));

const spec = { type: 'vxlan', vni: 1, port: 8472, learning: false, gbp: false, dev: 'eth0' };
const vtep = { kind: 'link', spec, mtu: 1450, txqlen: 0, group: 17996, up: true };
const nexthop = { kind: 'nexthop', onlink: true, protocol: 140, peer: 'n2' };
const route = { kind: 'route', onlink: true, protocol: 140, peer: 'n2' };

/** Attribute by attribute what flanneld sets (flannel-facts 2.1, 11), but for the IPv6 link's MTU (13.2). */
const EXPECTED = [
  { kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' },
  { kind: 'sysctl', path: 'net/ipv6/conf/all/forwarding', value: '1' },
  { kind: 'sysctl', path: 'net/bridge/bridge-nf-call-iptables', value: '1' },
  { kind: 'sysctl', path: 'net/bridge/bridge-nf-call-ip6tables', value: '1' },
  {
    ...vtep,
    name: 'flannel.1',
    spec: { ...spec, local: '192.168.1.1' },
    mac: '0e:2a:0a:f4:01:01',
    alias: 'flannelctl overlay 10.244.0.0/16',
  },
  { kind: 'address', dev: 'flannel.1', address: '10.244.1.0/32' },
  { kind: 'sysctl', path: 'net/ipv6/conf/flannel.1/accept_ra', value: '0', dev: 'flannel.1' },
  { kind: 'neighbor', dst: '10.244.2.0', lladdr: '0e:2a:0a:f4:02:01', dev: 'flannel.1', peer: 'n2' },
  { kind: 'fdb', mac: '0e:2a:0a:f4:02:01', dev: 'flannel.1', dst: '192.168.1.2', peer: 'n2' },
  { ...nexthop, id: 0x46_00_00_02, via: '10.244.2.0', dev: 'flannel.1' },
  { ...route, dst: '10.244.2.0/24', nhid: 0x46_00_00_02, via: '10.244.2.0', dev: 'flannel.1' },
  {
    ...vtep,
    name: 'flannel-v6.1',
    spec: { ...spec, local: 'fd00:192:168:1::1' },
    mac: '0e:2c:02:44:00:02',
    mtu: 1430,
    alias: 'flannelctl overlay fd00:10:244::/56',
  },
  { kind: 'address', dev: 'flannel-v6.1', address: 'fd00:10:244:1::/128' },
  { kind: 'sysctl', path: 'net/ipv6/conf/flannel-v6.1/accept_ra', value: '0', dev: 'flannel-v6.1' },
  { kind: 'neighbor', dst: 'fd00:10:244:2::', lladdr: '0e:2c:02:44:00:03', dev: 'flannel-v6.1', peer: 'n2' },
  { kind: 'fdb', mac: '0e:2c:02:44:00:03', dev: 'flannel-v6.1', dst: 'fd00:192:168:1::2', peer: 'n2' },
  { ...nexthop, id: 0x66_00_00_02, via: 'fd00:10:244:2::', dev: 'flannel-v6.1' },
  { ...route, dst: 'fd00:10:244:2::/64', nhid: 0x66_00_00_02, via: 'fd00:10:244:2::', dev: 'flannel-v6.1' },
  {
    kind: 'link',
    name: 'cni0',
    spec: { type: 'bridge' },
    mac: '0e:2b:0a:f4:01:01',
    mtu: 1430,
    group: 17996,
    alias: 'flannelctl pods 10.244.0.0/16 fd00:10:244::/56',
    up: true,
  },
  { kind: 'address', dev: 'cni0', address: '10.244.1.1/24' },
  { kind: 'address', dev: 'cni0', address: 'fd00:10:244:1::1/64' },
];

describe('vxlan of both families', () => {
  it('is laid out as flanneld does, object for object', () => {
    expect(laidOut(DUAL)).toEqual(EXPECTED);
  });

  it('has all that IPv4 alone has, but for the MTU of the bridge', () => {
    const four = linesOf({ ...EXAMPLE, peers: DUAL.peers });
    const bridge = 'link cni0 mtu 1450 type bridge';
    expect(four).toContain(bridge);
    expect(linesOf(DUAL)).toEqual(expect.arrayContaining(four.filter((line) => line !== bridge)));
  });

  it('leads to a peer by the families that it has', () => {
    const peers = [peerOf(3, '4'), peerOf(4, '6')];
    expect(linesOf({ ...DUAL, peers }).filter((line) => /^(route|neigh|fdb)/.test(line))).toEqual([
      'neigh 10.244.3.0 lladdr 0e:2a:0a:f4:03:01 dev flannel.1 nud permanent',
      'fdb 0e:2a:0a:f4:03:01 dev flannel.1 dst 192.168.1.3 self permanent',
      'route 10.244.3.0/24 nhid 1174405123',
      'neigh fd00:10:244:4:: lladdr 0e:2c:02:44:00:05 dev flannel-v6.1 nud permanent',
      'fdb 0e:2c:02:44:00:05 dev flannel-v6.1 dst fd00:192:168:1::4 self permanent',
      'route fd00:10:244:4::/64 nhid 1711276036',
    ]);
  });

  it('of IPv6 alone has nothing of IPv4', () => {
    const lines = linesOf(SIX).join('\n');
    expect(lines).not.toMatch(/10\.244|192\.168|ipv4|flannel\.1 |ip_forward|iptables = /);
    expect(lines).toContain('link cni0 mtu 1430 type bridge');
    expect(lines).toContain('address fd00:10:244:1::1/64 dev cni0');
  });

  it('has the MACs of the plan in both', () => {
    const [own, peer] = ['02:00:00:00:06:01', '02:00:00:00:06:02'] as Mac[];
    const { ipv6, ...rest } = peerOf(2, '46');
    const given: BackendInput = {
      ...DUAL,
      families: [{ ...IPV6, own: { ...IPV6.own, ...(own && { data: { vtepMac: own } }) } }],
      peers: [{ ...rest, ...(ipv6 && { ipv6: { ...ipv6, ...(peer && { data: { vtepMac: peer } }) } }) }],
    };
    const lines = linesOf(given);
    expect(desiredState(given).find(({ kind }) => kind === 'link')).toMatchObject({ mac: own });
    expect(lines).toContain(`neigh fd00:10:244:2:: lladdr ${peer} dev flannel-v6.1 nud permanent`);
    expect(lines).toContain(`fdb ${peer} dev flannel-v6.1 dst fd00:192:168:1::2 self permanent`);
  });

  it('names its links by VNI', () => {
    const backend = { ...VXLAN, vni: 42 };
    expect(overlayLink(backend, 'ipv4')).toBe('flannel.42');
    expect(overlayLink(backend, 'ipv6')).toBe('flannel-v6.42');
    expect(linesOf({ ...DUAL, backend }).filter((line) => line.startsWith('link flannel'))).toEqual([
      'link flannel.42 mtu 1450 type vxlan id 42 dev eth0 local 192.168.1.1 dstport 8472 nolearning',
      'link flannel-v6.42 mtu 1430 type vxlan id 42 dev eth0 local fd00:192:168:1::1 dstport 8472 nolearning',
    ]);
  });
});

describe('the MTU of vxlan', () => {
  const mtus = (input: BackendInput): Record<string, number> => ({
    ...Object.fromEntries(
      desiredState(input).flatMap((object) => (object.kind === 'link' ? [[object.name, object.mtu]] : [])),
    ),
    pods: podMtu(input),
  });
  const of = (mtu: number | undefined, uplink: number, input: BackendInput): Record<string, number> =>
    mtus({
      ...input,
      uplink: { ...DUAL.uplink, mtu: uplink },
      backend: { ...VXLAN, ...(mtu === undefined ? {} : { mtu }) },
    });

  it.each<[number | undefined, number, number, number]>([
    [undefined, 1500, 1450, 1430],
    [undefined, 9000, 8950, 8930],
    [1500, 1500, 1450, 1430],
    // Smaller by so much that IPv6's overhead has room: nothing is clamped (flannel-facts 13.2).
    [1400, 1500, 1350, 1350],
    [1480, 1500, 1430, 1430],
    [1481, 1500, 1431, 1430],
    // More than the uplink has: of IPv6 the kernel would clamp it.
    [9000, 1500, 8950, 1430],
  ])('with Backend.MTU %s on an uplink of %d is %d for IPv4 and %d for IPv6', (mtu, uplink, four, six) => {
    const smaller = Math.min(four, six);
    const links = { 'flannel.1': four, 'flannel-v6.1': six };
    expect(of(mtu, uplink, DUAL)).toEqual({ ...links, cni0: smaller, pods: smaller });
    expect(of(mtu, uplink, EXAMPLE)).toEqual({ 'flannel.1': four, cni0: four, pods: four });
    expect(of(mtu, uplink, SIX)).toEqual({ 'flannel-v6.1': six, cni0: six, pods: six });
  });

  it('is too small for settings of IPv6 below 1280', () => {
    const acceptRa = (mtu: number): string[] =>
      linesOf({ ...EXAMPLE, backend: { ...VXLAN, mtu } }).filter((line) => line.includes('accept_ra'));
    expect(acceptRa(1330)).toHaveLength(1);
    expect(acceptRa(1329)).toEqual([]);
  });
});

describe('DirectRouting', () => {
  const backend: VxlanConfig = { ...VXLAN, directRouting: true };
  const eth1 = 'eth1' as LinkName;
  const path = (address: string, way: Path): [Address, Path] => [address as Address, way];
  const router = '192.168.1.254' as Address;

  const leadingTo = (paths: readonly [Address, Path][], more: Partial<BackendInput> = {}): string[] =>
    linesOf({ ...DUAL, backend, paths: new Map(paths), ...more }).filter((line) =>
      /^(route|neigh|fdb|nexthop)/.test(line),
    );

  const OVERLAY: Readonly<Record<FamilyName, string[]>> = {
    ipv4: [
      'neigh 10.244.2.0 lladdr 0e:2a:0a:f4:02:01 dev flannel.1 nud permanent',
      'fdb 0e:2a:0a:f4:02:01 dev flannel.1 dst 192.168.1.2 self permanent',
      'nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
      'route 10.244.2.0/24 nhid 1174405122',
    ],
    ipv6: [
      'neigh fd00:10:244:2:: lladdr 0e:2c:02:44:00:03 dev flannel-v6.1 nud permanent',
      'fdb 0e:2c:02:44:00:03 dev flannel-v6.1 dst fd00:192:168:1::2 self permanent',
      'nexthop id 1711276034 via fd00:10:244:2:: dev flannel-v6.1 onlink',
      'route fd00:10:244:2::/64 nhid 1711276034',
    ],
  };

  it('leads to a peer without a router between by its own address, with no neighbour and FDB entry', () => {
    const paths = [
      path('192.168.1.2', { dev: DUAL.uplink.name }),
      path('fd00:192:168:1::2', { dev: DUAL.uplink.name }),
    ];
    expect(leadingTo(paths)).toEqual([
      'nexthop id 1174405122 via 192.168.1.2 dev eth0',
      'route 10.244.2.0/24 nhid 1174405122',
      'nexthop id 1711276034 via fd00:192:168:1::2 dev eth0',
      'route fd00:10:244:2::/64 nhid 1711276034',
    ]);
  });

  it('is decided family by family, and by the link that the peer is on', () => {
    expect(leadingTo([path('192.168.1.2', { dev: eth1 })])).toEqual([
      'nexthop id 1174405122 via 192.168.1.2 dev eth1',
      'route 10.244.2.0/24 nhid 1174405122',
      ...OVERLAY.ipv6,
    ]);
  });

  it.each<[string, [Address, Path][]]>([
    ['behind a router', [path('192.168.1.2', { dev: DUAL.uplink.name, gateway: router })]],
    ['to whom there is no way', [path('192.168.1.2', {})]],
    ['nothing is known of', []],
  ])('goes by the overlay to a peer %s', (_, paths) => {
    expect(leadingTo(paths)).toEqual([...OVERLAY.ipv4, ...OVERLAY.ipv6]);
  });

  it('goes by the overlay to everybody where it is off', () => {
    const paths = [path('192.168.1.2', { dev: DUAL.uplink.name })];
    expect(leadingTo(paths, { backend: VXLAN })).toEqual([...OVERLAY.ipv4, ...OVERLAY.ipv6]);
  });

  it('keeps the links and the MTU, for the peers that may yet come', () => {
    const paths = new Map([path('192.168.1.2', { dev: DUAL.uplink.name })]);
    const links = (input: BackendInput) => desiredState(input).filter(({ kind }) => kind === 'link');
    expect(links({ ...DUAL, backend, paths })).toEqual(links(DUAL));
  });
});

describe('a kernel without nexthop objects', () => {
  it('has plain routes, with the gateway on the link', () => {
    const input = { ...DUAL, kernel: { ...DUAL.kernel, nexthops: false } };
    expect(laidOut(input)).toEqual(
      EXPECTED.filter(({ kind }) => kind !== 'nexthop').map((object) => {
        const { nhid: _, ...plain } = { nhid: 0, ...object };
        return plain;
      }),
    );
    expect(linesOf(input).filter((line) => line.startsWith('route'))).toEqual([
      'route 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
      'route fd00:10:244:2::/64 via fd00:10:244:2:: dev flannel-v6.1 onlink',
    ]);
  });
});
