import { FLANNEL_CHAINS } from '../../../src/flannel/index.ts';
import { familyOf, type LinkName, type Prefix } from '../../../src/net/index.ts';
import {
  acceptRaPath,
  BUILT_IN,
  type Chain,
  type FlannelTraces,
  type HostObject,
  LINK_GROUP,
  type Link,
  PROTOCOL,
  type Route,
  type Rule,
  type Ruleset,
} from '../../../src/state/index.ts';

/** How the host that is taken over is to differ from what flanneld left. */
export interface Wish {
  readonly engine?: Ruleset['engine'];
  /** How many of flannel's peers are wanted, of each family and way. */
  readonly peers?: number;
  /** The VNI of the links, if not flanneld's. */
  readonly vni?: number;
  readonly hasNexthops?: boolean;
}

export const FLANNEL: FlannelTraces = {
  networks: [
    { network: '10.244.0.0/16' as Prefix, subnetLen: 24 },
    { network: 'fd00:244::/56' as Prefix, subnetLen: 64 },
  ],
  uplink: 'eth0' as LinkName,
};

const isPeerRoute = (object: HostObject): object is Route =>
  object.kind === 'route' && object.via !== undefined && /^(10\.244\.|fd00:244:)/.test(object.dst);

const renamed = (name: LinkName, vni: number | undefined): LinkName =>
  (vni === undefined ? name : name.replace(/\.\d+$/, `.${vni}`)) as LinkName;

const BRIDGE = 'cni0';

const isVtep = (object: HostObject): object is Link =>
  object.kind === 'link' && object.spec.type === 'vxlan' && object.name.startsWith('flannel');

/** Our rules where flannel's are: the mark without a mask, and random ports. */
function ourRule(rule: Rule): Rule {
  const { mark, source, destination, verdict } = rule;
  return {
    ...(mark === undefined ? {} : { mark }),
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    verdict,
  };
}

const ourChain = (name: string, { hook, rules }: Chain): Chain => ({
  name,
  hook,
  hooked: true,
  rules: rules.flatMap((rule) => ('unknown' in rule ? [] : [ourRule(rule)])),
});

const NFT_NAMES = { postrouting: 'postrtg', forward: 'forward' } as const;
const TABLES = { postrouting: 'nat', forward: 'filter' } as const;

function rulesets(family: Ruleset['family'], chains: readonly Chain[], wish: Wish): HostObject[] {
  if (chains.length === 0) return [];
  if (wish.engine === 'nft') {
    const own = chains.map((chain) => ourChain(NFT_NAMES[chain.hook], chain));
    return [{ kind: 'ruleset', engine: 'nft', family, table: 'flannelctl', chains: own }];
  }
  return chains.flatMap((chain): HostObject[] => {
    const table = TABLES[chain.hook];
    const base = { kind: 'basechain', family, table, busy: false } as const;
    const own = ourChain(FLANNEL_CHAINS[table].name, chain);
    return [
      base,
      { ...base, chain: BUILT_IN[chain.hook] },
      { kind: 'ruleset', engine: 'iptables', family, table, chains: [own] },
    ];
  });
}

function firewall(observed: readonly HostObject[], wish: Wish): HostObject[] {
  const found = observed.filter((object) => object.kind === 'ruleset');
  const engine = wish.engine ?? found[0]?.engine ?? 'nft';
  return (['ip', 'ip6'] as const).flatMap((family) => {
    const chains = found.filter((ruleset) => ruleset.family === family).flatMap((ruleset) => ruleset.chains);
    return rulesets(family, chains, { ...wish, engine });
  });
}

/** What leads to peers, as ours is: by nexthop object where there are such. */
function routes(
  observed: readonly HostObject[],
  { peers = Number.POSITIVE_INFINITY, vni, hasNexthops = true }: Wish,
) {
  const all = observed.filter(isPeerRoute);
  const kept = ([4, 6] as const).flatMap((family) =>
    all.filter(({ via }) => via !== undefined && familyOf(via) === family).slice(0, peers),
  );
  return kept.flatMap(({ via, dev, ...route }, i): HostObject[] => {
    if (via === undefined || dev === undefined) return [];
    const id = 0x46_00_00_00 + i;
    const way = { via, dev: route.onlink ? renamed(dev, vni) : dev, protocol: PROTOCOL };
    if (!hasNexthops) return [{ ...route, ...way }];
    return [
      { kind: 'nexthop', id, onlink: route.onlink ?? false, ...way },
      { ...route, ...way, nhid: id },
    ];
  });
}

function onLinks(
  observed: readonly HostObject[],
  { vni }: Wish,
  wantedRoutes: readonly HostObject[],
): HostObject[] {
  const gateways = new Set(
    wantedRoutes.flatMap((object) =>
      object.kind === 'nexthop' || object.kind === 'route' ? [`${object.via}`] : [],
    ),
  );
  const neighbors = observed.filter((object) => object.kind === 'neighbor' && gateways.has(object.dst));
  const macs = new Set(neighbors.flatMap((object) => (object.kind === 'neighbor' ? [object.lladdr] : [])));
  const fdb = observed.filter((object) => object.kind === 'fdb' && macs.has(object.mac));
  return [...neighbors, ...fdb].map(
    (object) => ({ ...object, dev: renamed((object as { dev: LinkName }).dev, vni) }) as HostObject,
  );
}

/** A state for a host that flanneld left: the same network as ours. */
export function wanted(observed: readonly HostObject[], wish: Wish): HostObject[] {
  const vteps = observed.filter(isVtep);
  const bridges = observed.filter(
    (object): object is Link => object.kind === 'link' && object.name === BRIDGE,
  );
  const names = new Set([...vteps, ...bridges].map(({ name }) => name));
  const links = vteps.map(
    (link): Link => ({
      ...link,
      name: renamed(link.name, wish.vni),
      group: LINK_GROUP,
      alias: 'flannelctl overlay',
      spec: link.spec.type === 'vxlan' ? { ...link.spec, vni: wish.vni ?? link.spec.vni } : link.spec,
    }),
  );
  const addresses = observed.flatMap((object): HostObject[] =>
    object.kind === 'address' && names.has(object.dev)
      ? [
          {
            ...object,
            dev: object.dev === BRIDGE ? object.dev : renamed(object.dev, wish.vni),
          },
        ]
      : [],
  );
  const ways = routes(observed, wish);
  return [
    ...links,
    ...links.map(
      ({ name }): HostObject => ({ kind: 'sysctl', path: acceptRaPath(name), value: '0', dev: name }),
    ),
    ...bridges.map((bridge) => ({ ...bridge, group: LINK_GROUP, alias: 'flannelctl pods' })),
    ...addresses,
    ...firewall(observed, wish),
    ...onLinks(observed, wish, ways),
    ...ways,
    {
      kind: 'file',
      type: 'file',
      path: '/run/flannel/subnet.env',
      mode: 0o644,
      content: 'FLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1400\n',
      like: 'subnet.env',
    },
  ];
}
