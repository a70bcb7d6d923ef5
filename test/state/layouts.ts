import {
  type Address,
  addressIn,
  addressPart,
  type Family,
  familyOf,
  type InterfaceAddress,
  type LinkName,
  macFrom,
  type NodeName,
  type Prefix,
} from '../../src/net/index.ts';
import {
  acceptRaPath,
  type Chain,
  type HostObject,
  IP6_FORWARD,
  type Link,
  PROTOCOL,
  type Rule,
  type Ruleset,
} from '../../src/state/index.ts';

const CLUSTER = 'fd00:244::/56' as Prefix;

const subnetOf = (n: number): Prefix => `fd00:244:0:${n.toString(16)}::/64` as Prefix;

/** What the IPv6 half of a node is made of. */
export interface Ipv6Node {
  readonly own: number;
  readonly local: Address;
  readonly mtu: number;
  readonly peers: readonly Ipv6Peer[];
  readonly masquerade: boolean;
}

interface Ipv6Peer {
  readonly n: number;
  readonly name: NodeName;
  readonly publicIP: Address;
}

const is = (prefix: Prefix) => ({ prefix, negated: false });
const not = (prefix: Prefix) => ({ prefix, negated: true });

const FORWARD: readonly Rule[] = [{ source: is(CLUSTER), verdict: 'accept' }];

const natRules = (own: number): Rule[] => [
  { mark: 0x4000, verdict: 'return' },
  { source: not(CLUSTER), destination: is(subnetOf(own)), verdict: 'return' },
  { source: is(CLUSTER), destination: not('ff00::/8' as Prefix), verdict: 'masquerade' },
];

const chain = (name: string, hook: Chain['hook'], rules: readonly Rule[]): Chain => ({
  name,
  hook,
  hooked: true,
  rules,
});

function iptablesTable(table: string, builtIn: string, own: Chain): HostObject[] {
  const base = { kind: 'basechain', family: 'ip6', table, busy: false } as const;
  const chains = { kind: 'ruleset', engine: 'iptables', family: 'ip6', table, chains: [own] } as const;
  return [base, { ...base, chain: builtIn }, chains];
}

function rulesets(engine: Ruleset['engine'], { own, masquerade }: Ipv6Node): HostObject[] {
  const isNft = engine === 'nft';
  const nat = chain(isNft ? 'postrtg' : 'FLANNEL-POSTRTG', 'postrouting', natRules(own));
  const forward = chain(isNft ? 'forward' : 'FLANNEL-FWD', 'forward', FORWARD);
  if (isNft) {
    const chains = [...(masquerade ? [nat] : []), forward];
    return [{ kind: 'ruleset', engine, family: 'ip6', table: 'flannelctl', chains }];
  }
  return [
    ...(masquerade ? iptablesTable('nat', 'POSTROUTING', nat) : []),
    ...iptablesTable('filter', 'FORWARD', forward),
  ];
}

function peerObjects({ n, name, publicIP }: Ipv6Peer, dev: LinkName): HostObject[] {
  const dst = subnetOf(n);
  const via = addressPart(dst);
  const mac = macFrom(0x0e, 0x2c, n);
  const nhid = 0x47_00_00_00 + n;
  return [
    { kind: 'neighbor', dst: via, lladdr: mac, dev, peer: name },
    { kind: 'fdb', mac, dev, dst: publicIP, peer: name },
    { kind: 'nexthop', id: nhid, via, dev, onlink: true, protocol: PROTOCOL, peer: name },
    { kind: 'route', dst, nhid, protocol: PROTOCOL, peer: name },
  ];
}

/** A state with an IPv6 half like its IPv4 half. */
export function withIpv6(desired: readonly HostObject[], node: Ipv6Node): HostObject[] {
  const vtep = desired.find((object): object is Link => object.kind === 'link' && object.name !== 'cni0');
  const rules = desired.find((object) => object.kind === 'ruleset');
  if (vtep?.spec.type !== 'vxlan' || rules === undefined) return [...desired];
  const { own, local, mtu, peers } = node;
  const name = `flannel-v6.${vtep.spec.vni}` as LinkName;
  const address = (dev: string, text: string): HostObject => ({
    kind: 'address',
    dev: dev as LinkName,
    address: text as InterfaceAddress,
  });
  return [
    ...desired,
    { kind: 'sysctl', path: IP6_FORWARD, value: '1' },
    { ...vtep, name, mac: macFrom(0x0e, 0x2c, own), mtu, spec: { ...vtep.spec, local } },
    { kind: 'sysctl', path: acceptRaPath(name), value: '0', dev: name },
    address(name, `${addressPart(subnetOf(own))}/128`),
    address('cni0', `${addressIn(subnetOf(own), 1)}/64`),
    ...rulesets(rules.engine, node),
    ...peers.flatMap((peer) => peerObjects(peer, name)),
  ];
}

/** Every route with the gateway that its nexthop object has. */
export function withGateways(desired: readonly HostObject[]): HostObject[] {
  const nexthops = new Map(
    desired.flatMap((object) => (object.kind === 'nexthop' ? [[object.id, object] as const] : [])),
  );
  return desired.map((object) => {
    const nexthop = object.kind === 'route' ? nexthops.get(object.nhid ?? 0) : undefined;
    if (object.kind !== 'route' || nexthop === undefined) return object;
    const { via, dev, onlink } = nexthop;
    const { onlink: _, ...route } = object;
    return { ...route, via, dev, ...(onlink ? { onlink } : {}) };
  });
}

/** The same without nexthop objects, as on a kernel before 5.3. */
export const withoutNexthops = (desired: readonly HostObject[]): HostObject[] =>
  desired.flatMap((object): HostObject[] => {
    if (object.kind !== 'route') return object.kind === 'nexthop' ? [] : [object];
    const { nhid: _, ...plain } = object;
    return [plain];
  });

type OfPeer = Extract<HostObject, { readonly peer?: NodeName }>;

const isOfPeer = (object: HostObject): object is OfPeer => 'peer' in object && object.peer !== undefined;

function familyOfPeer(object: OfPeer): Family {
  if (object.kind === 'route') return familyOf(addressPart(object.dst));
  return familyOf(object.kind === 'nexthop' ? object.via : object.dst);
}

/** The same with some peers on the same segment as this node: their nodes are the gateways. */
export function withDirect(
  desired: readonly HostObject[],
  dev: LinkName,
  isDirect: (peer: NodeName) => boolean,
): HostObject[] {
  const publicIPs = new Map(
    desired.flatMap((object) =>
      object.kind === 'fdb' ? [[`${object.peer} ${familyOf(object.dst)}`, object.dst] as const] : [],
    ),
  );
  return desired.flatMap((object): HostObject[] => {
    if (!isOfPeer(object) || object.peer === undefined || !isDirect(object.peer)) return [object];
    const via = publicIPs.get(`${object.peer} ${familyOfPeer(object)}`);
    if (object.kind === 'nexthop' && via !== undefined) return [{ ...object, via, dev, onlink: false }];
    return object.kind === 'route' ? [object] : [];
  });
}

/** The same as host-gw lays it out: every peer direct, and no overlay. */
export function asHostGw(desired: readonly HostObject[], dev: LinkName): HostObject[] {
  const vteps = new Set(
    desired.flatMap((object) =>
      object.kind === 'link' && object.spec.type === 'vxlan' ? [object.name] : [],
    ),
  );
  return withDirect(desired, dev, () => true).filter((object) => {
    const on = object.kind === 'link' ? object.name : 'dev' in object ? object.dev : undefined;
    return on === undefined || !vteps.has(on);
  });
}
