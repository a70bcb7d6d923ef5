import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import type { HostObject, Link } from '../../../src/state/index.ts';
import { DUAL, EXAMPLE, peerOf, SIX, VXLAN, withOwn } from '../../support/example-node.ts';

/** A host that was brought to one state, then meddled with, and is to be brought to another. */
export interface Scenario {
  readonly from?: BackendInput;
  /** The host's objects as somebody left them. */
  readonly drift?: (observed: readonly HostObject[]) => readonly HostObject[];
  readonly to?: BackendInput;
}

const FLANNEL = 'flannel.1' as LinkName;
const FLANNEL6 = 'flannel-v6.1' as LinkName;
const CNI = 'cni0' as LinkName;

const PEERS = [peerOf(2, '46'), peerOf(3, '46')];
const BOTH: BackendInput = { ...DUAL, peers: PEERS };
const IPTABLES: BackendInput = { ...BOTH, engine: 'iptables' };
const PLAIN: BackendInput = { ...BOTH, kernel: { ...BOTH.kernel, nexthops: false } };
const DIRECT: BackendInput = {
  ...BOTH,
  backend: { ...VXLAN, directRouting: true },
  paths: new Map(
    ['192.168.1.2', 'fd00:192:168:1::2'].map((to) => [to as Address, { dev: 'eth0' as LinkName }]),
  ),
};
const HOST_GW: BackendInput = {
  ...BOTH,
  backend: { type: 'host-gw' },
  paths: new Map(
    ['192.168.1.2', 'fd00:192:168:1::2', '192.168.1.3', 'fd00:192:168:1::3'].map((to) => [
      to as Address,
      { dev: 'eth0' as LinkName },
    ]),
  ),
};

type Drift = NonNullable<Scenario['drift']>;

const linkWith =
  (name: LinkName, part: Partial<Link>): Drift =>
  (objects) =>
    objects.map((object) =>
      object.kind === 'link' && object.name === name ? { ...object, ...part } : object,
    );

const without =
  (isGone: (object: HostObject) => boolean): Drift =>
  (objects) =>
    objects.filter((object) => !isGone(object));

const as =
  (change: (object: HostObject) => HostObject): Drift =>
  (objects) =>
    objects.map(change);

const besides =
  (...more: readonly HostObject[]): Drift =>
  (objects) => [...more, ...objects];

const isOn = (object: HostObject, name: LinkName): boolean => 'dev' in object && object.dev === name;

const address = (dev: LinkName, text: string): HostObject => ({
  kind: 'address',
  dev,
  address: text as InterfaceAddress,
});

const MAC = '02:00:00:00:09:09' as Mac;

/** By name: what happens to hosts that flannelctl keeps. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  init: { to: EXAMPLE },
  'init-dual-iptables': { to: IPTABLES },
  'init-ipv6': { to: SIX },
  'init-direct': { to: DIRECT },
  'init-host-gw': { to: HOST_GW },
  'init-without-nexthops': { to: PLAIN },
  reset: { from: BOTH },
  'reset-iptables': { from: IPTABLES },
  'reset-host-gw': { from: HOST_GW },
  'peer-added': { from: DUAL, to: BOTH },
  'peer-left': { from: BOTH, to: { ...BOTH, peers: PEERS.slice(1) } },
  'to-direct': { from: BOTH, to: DIRECT },
  'from-direct': { from: DIRECT, to: BOTH },
  'to-host-gw': { from: BOTH, to: HOST_GW },
  'from-host-gw': { from: HOST_GW, to: BOTH },
  'another-vni': { from: BOTH, to: { ...BOTH, backend: { ...VXLAN, vni: 42 } } },
  'another-port': { from: BOTH, to: { ...BOTH, backend: { ...VXLAN, port: 4789 } } },
  'another-mtu': { from: BOTH, to: { ...BOTH, uplink: { ...BOTH.uplink, mtu: 9000 } } },
  'another-engine': { from: BOTH, to: IPTABLES },
  'another-family': { from: EXAMPLE, to: BOTH },
  'a-family-less': { from: BOTH, to: EXAMPLE },
  'nexthops-given-up': { from: BOTH, to: PLAIN },
  'nexthops-gained': { from: PLAIN, to: BOTH },
  'another-subnet': {
    from: EXAMPLE,
    to: { ...EXAMPLE, families: withOwn({ subnet: '10.244.9.0/24' as Prefix }) },
  },
  'another-mac': { from: EXAMPLE, to: { ...EXAMPLE, families: withOwn({ data: { vtepMac: MAC } }) } },
  'link-down': { from: BOTH, drift: linkWith(FLANNEL6, { up: false }), to: BOTH },
  'link-of-other-values': {
    from: BOTH,
    drift: linkWith(FLANNEL, { mtu: 1200, mac: MAC, alias: 'x' }),
    to: BOTH,
  },
  'link-of-other-make': {
    from: BOTH,
    drift: linkWith(CNI, { spec: { type: 'other', kind: 'dummy' } }),
    to: BOTH,
  },
  'link-gone': {
    from: BOTH,
    drift: without((object) => (object.kind === 'link' && object.name === FLANNEL) || isOn(object, FLANNEL)),
    to: BOTH,
  },
  'wrong-peer-objects': {
    from: BOTH,
    drift: as((object) => {
      if (object.kind === 'neighbor') return { ...object, lladdr: MAC };
      if (object.kind === 'fdb') return { ...object, dst: '192.168.9.9' as Address };
      if (object.kind === 'nexthop') return { ...object, onlink: false };
      return object.kind === 'route' && object.nhid !== undefined ? { ...object, nhid: 9 } : object;
    }),
    to: BOTH,
  },
  'secondary-addresses': {
    from: EXAMPLE,
    drift: besides(address(CNI, '10.244.1.77/24'), address(CNI, '172.31.0.1/16')),
    to: EXAMPLE,
  },
  'gateway-moved': {
    from: EXAMPLE,
    drift: as((object) =>
      object.kind === 'address' && object.dev === CNI
        ? { ...object, address: '10.244.1.9/24' as InterfaceAddress }
        : object,
    ),
    to: EXAMPLE,
  },
  'settings-and-files': {
    from: BOTH,
    drift: as((object) => {
      if (object.kind === 'sysctl') return { ...object, value: '0' };
      return object.kind === 'file' && object.type === 'file'
        ? { ...object, content: 'x', mode: 0o600 }
        : object;
    }),
    to: BOTH,
  },
  'rules-lost': {
    from: IPTABLES,
    drift: as((object) => (object.kind === 'ruleset' ? { ...object, chains: [] } : object)),
    to: IPTABLES,
  },
  'foreign-in-the-way': {
    drift: besides(
      {
        kind: 'link',
        name: CNI,
        spec: { type: 'bridge' },
        mac: MAC,
        mtu: 1500,
        group: 0,
        alias: '',
        up: true,
      },
      address(CNI, '10.88.0.1/16'),
      { kind: 'route', dst: '10.244.2.0/24' as Prefix, via: '192.168.1.9' as Address, protocol: 4 },
      { kind: 'file', path: '/run/flannel/subnet.env', type: 'file', mode: 0o644, content: 'x' },
    ),
    to: EXAMPLE,
  },
  'bridge-adopted': {
    drift: besides(
      {
        ...{
          kind: 'link',
          name: CNI,
          spec: { type: 'bridge' },
          mac: MAC,
          mtu: 1500,
          group: 0,
          alias: '',
          up: true,
        },
      },
      address(CNI, '10.244.1.1/24'),
    ),
    to: EXAMPLE,
  },
};

/** The objects of a node; none of a host without flannelctl. */
export const stateOf = (input: BackendInput | undefined): HostObject[] =>
  input === undefined ? [] : desiredState(input);
