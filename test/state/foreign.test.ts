import { describe, expect, it } from 'vitest';
import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../src/net/index.ts';
import { diff, type HostObject, type Link, type Ruleset } from '../../src/state/index.ts';
import { NONE_OURS } from './arbitraries.ts';

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
const NEIGHBOR: HostObject = { kind: 'neighbor', dev, dst, lladdr: mac };
const FDB: HostObject = { kind: 'fdb', dev, mac, dst };
const NEXTHOP: HostObject = { kind: 'nexthop', id: 7, via: dst, dev, onlink: true, protocol: 4 };
const ROUTE: HostObject = { kind: 'route', dst: '10.244.2.0/24' as Prefix, nhid: 7, protocol: 4 };
const FILE: HostObject = { kind: 'file', type: 'file', path: '/a', mode: 0o644, content: 'a' };
const FOLDER: HostObject = { kind: 'file', type: 'directory', path: '/a', mode: 0o755, content: '' };
const RULES: Ruleset = {
  kind: 'ruleset',
  engine: 'iptables',
  family: 'ip',
  table: 'filter',
  chains: [{ name: 'FLANNEL-FWD', hook: 'forward', hooked: true, rules: [] }],
};
const CHAIN: HostObject = { kind: 'basechain', family: 'ip', table: 'nat', busy: true };

describe('what somebody else made, where ours should be,', () => {
  it.each<[string, HostObject, HostObject, string | undefined]>([
    ['a vxlan link', VTEP, { ...VTEP, group: 0 }, 'conflict'],
    [
      'a link of another type',
      BRIDGE,
      { ...BRIDGE, group: 0, spec: { type: 'other', kind: 'dummy' } },
      'conflict',
    ],
    ['a bridge', BRIDGE, { ...BRIDGE, group: 0, mtu: 1500 }, 'adopt'],
    ['a bridge that is to stay as it is', { ...BRIDGE, group: 0 }, { ...BRIDGE, group: 0 }, undefined],
    ['a neighbour', NEIGHBOR, NEIGHBOR, 'conflict'],
    ['an FDB entry', FDB, FDB, 'conflict'],
    ['a nexthop', { ...NEXTHOP, protocol: 140 }, NEXTHOP, 'conflict'],
    ['a route', { ...ROUTE, protocol: 140 }, ROUTE, 'conflict'],
    ['a file of other content', FILE, { ...FILE, content: 'b' }, 'conflict'],
    ['a file with the same content and mode', FILE, FILE, 'adopt'],
    ['a file where a folder should be', FOLDER, FILE, 'conflict'],
    ['a folder where a file should be', FILE, FOLDER, 'conflict'],
    ['a folder of any mode', FOLDER, { ...FOLDER, mode: 0o700 }, undefined],
    ['a built-in chain', CHAIN, CHAIN, undefined],
    ['chains of flannel’s names with the same rules', RULES, RULES, 'adopt'],
    ['chains of flannel’s names with other rules', RULES, { ...RULES, chains: [] }, 'conflict'],
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
