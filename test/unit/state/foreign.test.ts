import { describe, expect, it } from 'vitest';
import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import {
  diff,
  type FdbEntry,
  type FileObject,
  type HostObject,
  type Link,
  type Neighbor,
  type Route,
  type Ruleset,
  type UnknownRule,
  type VxlanSpec,
} from '../../../src/state/index.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';

const dev = 'flannel.1' as LinkName;
const mac = '02:00:00:00:00:02' as Mac;
const dst = '10.244.2.0' as Address;

const BRIDGE: Link = {
  kind: 'link',
  name: 'cni0' as LinkName,
  spec: { type: 'bridge' },
  mac,
  mtu: 1450,
  group: 17996,
  alias: '',
  up: true,
};
const VTEP: Link = {
  ...BRIDGE,
  name: dev,
  spec: {
    type: 'vxlan',
    vni: 1,
    local: dst,
    dev: 'eth0' as LinkName,
    port: 8472,
    learning: false,
    gbp: false,
  },
};
const withSpec = (part: Partial<VxlanSpec>): Link => ({
  ...VTEP,
  group: 0,
  spec: { ...VTEP.spec, ...part } as VxlanSpec,
});
const NEIGHBOR: Neighbor = { kind: 'neighbor', dev, dst, lladdr: mac };
const FDB: FdbEntry = { kind: 'fdb', dev, mac, dst };
const NEXTHOP: HostObject = { kind: 'nexthop', id: 7, via: dst, dev, onlink: true, protocol: 4 };
const ROUTE: HostObject = { kind: 'route', dst: '10.244.2.0/24' as Prefix, nhid: 7, protocol: 4 };
const PLAIN: Route = {
  kind: 'route',
  dst: '10.244.2.0/24' as Prefix,
  via: dst,
  dev,
  onlink: true,
  protocol: 3,
};
const BY_NHID: Route = { ...PLAIN, nhid: 7, protocol: 140 };
const ENV =
  'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n';
const CONFLIST = '{"name":"cbr0","plugins":[{"type":"flannel"},{"type":"portmap"}]}';
const FILE: FileObject = { kind: 'file', type: 'file', path: '/a', mode: 0o644, content: 'a' };
const FOLDER: HostObject = { kind: 'file', type: 'directory', path: '/a', mode: 0o755, content: '' };
const RULES: Ruleset = {
  kind: 'ruleset',
  engine: 'iptables',
  family: 'ip',
  table: 'filter',
  chains: [{ name: 'FLANNEL-FWD', hook: 'forward', hooked: true, rules: [] }],
};
const withRule = (rule: UnknownRule): Ruleset => ({
  ...RULES,
  chains: RULES.chains.map((chain) => ({ ...chain, rules: [rule] })),
});
const CHAIN: HostObject = { kind: 'basechain', family: 'ip', table: 'nat', busy: true };

describe('what another program made, where ours should be,', () => {
  it.each<[string, HostObject, HostObject, string | undefined]>([
    [
      'a vxlan link of the same make',
      VTEP,
      { ...VTEP, group: 0, mtu: 1400, mac: '02:00:00:00:00:01' as Mac },
      'adopt',
    ],
    ['a vxlan link of another VNI', VTEP, withSpec({ vni: 2 }), 'conflict'],
    ['a vxlan link of another port', VTEP, withSpec({ port: 4789 }), 'conflict'],
    ['a vxlan link with GBP', VTEP, withSpec({ gbp: true }), 'conflict'],
    ['a vxlan link over IPv6', VTEP, withSpec({ local: 'fd77::1' as Address }), 'conflict'],
    ['a vxlan link that takes its VNIs from elsewhere', VTEP, withSpec({ external: true }), 'conflict'],
    [
      'a link of another type',
      BRIDGE,
      { ...BRIDGE, group: 0, spec: { type: 'other', kind: 'dummy' } },
      'conflict',
    ],
    ['a bridge', BRIDGE, { ...BRIDGE, group: 0, mtu: 1500 }, 'adopt'],
    ['a bridge that is to stay as it is', { ...BRIDGE, group: 0 }, { ...BRIDGE, group: 0 }, undefined],
    ['a neighbour', { ...NEIGHBOR, lladdr: '02:00:00:00:00:09' as Mac }, NEIGHBOR, 'conflict'],
    ['the same neighbour', NEIGHBOR, NEIGHBOR, undefined],
    ['an FDB entry', { ...FDB, dst: '10.9.9.9' as Address }, FDB, 'conflict'],
    ['the same FDB entry', FDB, FDB, undefined],
    ['a nexthop', { ...NEXTHOP, protocol: 140 }, NEXTHOP, 'conflict'],
    ['a route', { ...ROUTE, protocol: 140 }, ROUTE, 'conflict'],
    ['a route by the same gateway', BY_NHID, PLAIN, 'adopt'],
    [
      'a route by the same gateway, of a kernel without nexthops',
      { ...PLAIN, protocol: 140 },
      PLAIN,
      'adopt',
    ],
    ['a route by another gateway', BY_NHID, { ...PLAIN, via: '10.9.9.9' as Address }, 'conflict'],
    [
      'a route by the same gateway on another link',
      BY_NHID,
      { ...PLAIN, dev: 'eth0' as LinkName },
      'conflict',
    ],
    ['a file of other content', FILE, { ...FILE, content: 'b' }, 'conflict'],
    ['a file with the same content and mode', FILE, FILE, 'adopt'],
    ['a file where a folder should be', FOLDER, FILE, 'conflict'],
    ['a folder where a file should be', FILE, FOLDER, 'conflict'],
    ['a folder of any mode', FOLDER, { ...FOLDER, mode: 0o700 }, undefined],
    ['a built-in chain', CHAIN, CHAIN, undefined],
    ['chains of flannel’s names with the same rules', RULES, RULES, 'adopt'],
    ['chains of flannel’s names with other rules of flannel’s', RULES, { ...RULES, chains: [] }, 'adopt'],
    ['chains of flannel’s names with foreign rules', RULES, withRule({ unknown: '-j DROP' }), 'conflict'],
    ['a subnet.env of flanneld', { ...FILE, like: 'subnet.env' }, { ...FILE, content: ENV }, 'adopt'],
    [
      'a subnet.env with something else in it',
      { ...FILE, like: 'subnet.env' },
      { ...FILE, content: `${ENV}A=b\n` },
      'conflict',
    ],
    ['a conf list of flannel’s', { ...FILE, like: 'conflist' }, { ...FILE, content: CONFLIST }, 'adopt'],
    [
      'a conf list of another network',
      { ...FILE, like: 'conflist' },
      { ...FILE, content: CONFLIST.replace('flannel', 'bridge') },
      'conflict',
    ],
    ['a conf list that is no JSON', { ...FILE, like: 'conflist' }, { ...FILE, content: '{' }, 'conflict'],
    ['flannel’s conf list where something else should be', FILE, { ...FILE, content: CONFLIST }, 'conflict'],
  ])('%s, is met as it should be', (_, desired, observed, action) => {
    const { changes, unchanged } = diff([desired], [observed], NONE_OURS);
    expect(changes.map((change) => change.action)).toEqual(action === undefined ? [] : [action]);
    expect(unchanged).toBe(action === undefined ? 1 : 0);
  });

  it('is not adopted while somebody has an address on it', () => {
    const address = '10.88.0.1/16' as InterfaceAddress;
    const observed: HostObject[] = [
      { ...BRIDGE, group: 0 },
      { kind: 'address', dev: BRIDGE.name, address },
    ];
    const { changes } = diff([BRIDGE], observed, NONE_OURS);
    expect(changes).toMatchObject([{ action: 'conflict', key: 'link cni0' }]);
  });

  it('is left alone where nothing of ours should be', () => {
    const observed = [{ ...VTEP, group: 0 }, NEIGHBOR, FDB, NEXTHOP, ROUTE, FILE, RULES, CHAIN];
    expect(diff([], observed, NONE_OURS)).toEqual({ changes: [], unchanged: 0 });
  });
});
