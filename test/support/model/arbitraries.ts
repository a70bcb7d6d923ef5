import fc from 'fast-check';
import {
  type Address,
  addressFromNumber,
  type Family,
  type InterfaceAddress,
  type LinkName,
  type Mac,
  macFrom,
  type NodeName,
  type Prefix,
  prefixOf,
} from '../../../src/net/index.ts';
import {
  type BaseChain,
  type Chain,
  type FdbEntry,
  type FileObject,
  type HostObject,
  IP6_FORWARD,
  keyOf,
  LINK_GROUP,
  type Link,
  type LinkAddress,
  type Neighbor,
  type Nexthop,
  type Ownership,
  PROTOCOL,
  type Route,
  type Rule,
  type Ruleset,
  type Sysctl,
} from '../../../src/state/index.ts';

/** Few names, so that objects meet on the same link. */
const LINKS = ['flannel.1', 'flannel.2', 'cni0'] as LinkName[];

const linkName = fc.constantFrom(...LINKS);
const addressOf: Readonly<Record<Family, fc.Arbitrary<Address>>> = {
  4: fc.integer({ min: 0, max: 0xffff }).map((low) => addressFromNumber(4, 0x0a_f4_00_00n + BigInt(low))),
  6: fc
    .integer({ min: 0, max: 0xffff })
    .map((low) => addressFromNumber(6, (0xfd00_0244n << 96n) + (BigInt(low) << 64n))),
};
const address = fc.oneof(addressOf[4], addressOf[6]);
const prefixIn = (family: Family): fc.Arbitrary<Prefix> =>
  fc
    .tuple(addressOf[family], fc.integer({ min: 8, max: family === 4 ? 32 : 128 }))
    .map(([base, length]) => prefixOf(base, length));
const prefix = fc.oneof(prefixIn(4), prefixIn(6));
const mac: fc.Arbitrary<Mac> = fc.nat(0xff).map((low) => macFrom(0x0e, 0x2a, low));
const peer = fc.option(
  fc.nat(9).map((i) => `n${i}` as NodeName),
  { nil: undefined },
);

/** Leaves out what is absent, as the objects do. */
const present = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;

const spec: fc.Arbitrary<Link['spec']> = fc.oneof(
  fc.record({
    type: fc.constant('vxlan' as const),
    vni: fc.integer({ min: 1, max: 3 }),
    local: address,
    dev: fc.constantFrom(...(['eth0', 'eth1'] as LinkName[])),
    port: fc.constantFrom(8472, 4789),
    learning: fc.boolean(),
    gbp: fc.boolean(),
  }),
  fc.constant({ type: 'bridge' as const }),
);

const link: fc.Arbitrary<Link> = fc.record({
  kind: fc.constant('link' as const),
  name: linkName,
  spec,
  mac,
  mtu: fc.constantFrom(1400, 1450, 8950),
  group: fc.constant(LINK_GROUP),
  alias: fc.constantFrom('', 'flannelctl overlay 10.244.0.0/16'),
  up: fc.boolean(),
});

const linkAddress: fc.Arbitrary<LinkAddress> = fc.record({
  kind: fc.constant('address' as const),
  dev: linkName,
  address: fc
    .oneof(fc.tuple(addressOf[4], fc.constantFrom(24, 32)), fc.tuple(addressOf[6], fc.constantFrom(64, 128)))
    .map(([base, length]) => `${base}/${length}` as InterfaceAddress),
});

const neighbor: fc.Arbitrary<Neighbor> = fc
  .record({ kind: fc.constant('neighbor' as const), dev: linkName, dst: address, lladdr: mac, peer })
  .map(present);

const fdb: fc.Arbitrary<FdbEntry> = fc
  .record({ kind: fc.constant('fdb' as const), dev: linkName, mac, dst: address, peer })
  .map(present);

const nexthop: fc.Arbitrary<Nexthop> = fc
  .record({
    kind: fc.constant('nexthop' as const),
    id: fc.integer({ min: 1, max: 20 }),
    via: address,
    dev: linkName,
    onlink: fc.boolean(),
    protocol: fc.constant(PROTOCOL),
    peer,
  })
  .map(present);

const route: fc.Arbitrary<Route> = fc
  .record({
    kind: fc.constant('route' as const),
    dst: prefix,
    nhid: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    via: address,
    dev: linkName,
    onlink: fc.constantFrom(undefined, true),
    protocol: fc.constant(PROTOCOL),
    peer,
  })
  .map(present);

const sysctl: fc.Arbitrary<Sysctl> = fc.oneof(
  fc.record({
    kind: fc.constant('sysctl' as const),
    path: fc.constantFrom('net/ipv4/ip_forward', IP6_FORWARD, 'net/bridge/bridge-nf-call-iptables'),
    value: fc.constantFrom('0', '1'),
  }),
  fc.record({ dev: linkName, value: fc.constantFrom('0', '1', '2') }).map(({ dev, value }) => ({
    kind: 'sysctl' as const,
    path: `net/ipv6/conf/${dev}/accept_ra`,
    value,
    dev,
  })),
);

/** A link leads somewhere, and a folder has no text. */
const CONTENT_OF: Readonly<Record<string, string>> = { symlink: 'a', directory: '' };

const file: fc.Arbitrary<FileObject> = fc
  .record({
    kind: fc.constant('file' as const),
    path: fc.constantFrom('/run', '/run/flannel', '/run/flannel/subnet.env', '/etc', '/etc/cni'),
    type: fc.constantFrom('file', 'directory', 'symlink'),
    mode: fc.constantFrom(0o644, 0o600, 0o755),
    content: fc.constantFrom('a', 'a\n', 'a\nb\n'),
    ready: fc.constantFrom(undefined, true),
  })
  .map(({ content, ...rest }) => present({ ...rest, content: CONTENT_OF[rest.type] ?? content }));

const baseChain: fc.Arbitrary<BaseChain> = fc
  .record({
    kind: fc.constant('basechain' as const),
    family: fc.constantFrom('ip', 'ip6'),
    table: fc.constantFrom('nat', 'filter'),
    chain: fc.constantFrom(undefined, 'POSTROUTING', 'FORWARD'),
    busy: fc.constant(false),
  })
  .map(present);

const match = fc.option(fc.record({ prefix, negated: fc.boolean() }), { nil: undefined });

const rule: fc.Arbitrary<Rule> = fc
  .record({
    mark: fc.constantFrom(undefined, 0x4000),
    source: match,
    destination: match,
    verdict: fc.constantFrom('accept', 'return', 'masquerade'),
  })
  .map(present);

const chain: fc.Arbitrary<Chain> = fc.record({
  name: fc.constantFrom('postrtg', 'forward'),
  hook: fc.constantFrom('postrouting', 'forward'),
  hooked: fc.boolean(),
  rules: fc.array(rule, { maxLength: 4 }),
});

const chains = fc.uniqueArray(chain, { selector: ({ name }) => name, maxLength: 2 });

const rulesetOf = (engine: Ruleset['engine'], ...tables: string[]): fc.Arbitrary<Ruleset> =>
  fc.record({
    kind: fc.constant('ruleset' as const),
    engine: fc.constant(engine),
    family: fc.constantFrom('ip', 'ip6'),
    table: fc.constantFrom(...tables),
    chains,
  });

const ruleset = fc.oneof(rulesetOf('nft', 'flannelctl'), rulesetOf('iptables', 'nat', 'filter'));

/** One of every kind, in the registry's order. */
const KINDS = [sysctl, link, linkAddress, baseChain, ruleset, neighbor, fdb, nexthop, route, file];

/** States of a host: objects of every kind, all bearing our marks, each key once. */
export const states: fc.Arbitrary<HostObject[]> = fc.uniqueArray(
  fc.oneof(...(KINDS as fc.Arbitrary<HostObject>[])),
  { selector: keyOf, maxLength: 30 },
);

const FILES = ['/run', '/run/flannel', '/run/flannel/subnet.env', '/etc', '/etc/cni'];
const CHAINS = ['ip', 'ip6'].flatMap((family) => [
  ...['nat', 'filter'].flatMap((table) =>
    ['', ' POSTROUTING', ' FORWARD'].map((place) => `basechain ${family} ${table}${place}`),
  ),
  ...['nat', 'filter'].map((table) => `ruleset iptables ${family} ${table}`),
]);

/** Marks by which everything in `states` is ours. */
export const ALL_OURS: Ownership = { links: new Set(LINKS), paths: new Set(FILES), chains: new Set(CHAINS) };

/** Marks by which everything in `states` that can be foreign by record or link is. */
export const NONE_OURS: Ownership = { links: new Set(), paths: new Set(), chains: new Set() };

/** Objects by the identity the kernel uses. */
export const byKey = (objects: readonly HostObject[]): Map<string, HostObject> =>
  new Map(objects.map((object) => [keyOf(object), object]));
