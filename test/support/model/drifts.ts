import {
  type Address,
  addressPart,
  familyOf,
  type InterfaceAddress,
  type LinkName,
  type Mac,
  macFrom,
  type Prefix,
} from '../../../src/net/index.ts';
import {
  type HostObject,
  type Instruction,
  keyOf,
  type Link,
  PROTOCOL,
  type Ruleset,
  stepsOf,
  type VxlanSpec,
} from '../../../src/state/index.ts';
import { nftDelete, restoreScript, ruleLine, savedRule, words } from '../../../src/words/index.ts';

type Drift = (desired: readonly HostObject[], n: number) => readonly Instruction[];

const made = (object: HostObject): Instruction[] =>
  stepsOf({ changes: [{ action: 'create', key: keyOf(object), to: object }], unchanged: 0 }).map(
    ({ instruction }) => instruction,
  );

const removed = (object: HostObject): Instruction[] =>
  stepsOf({ changes: [{ action: 'delete', key: keyOf(object), from: object }], unchanged: 0 }).map(
    ({ instruction }) => instruction,
  );

const pick = <T>(all: readonly T[], n: number): T[] => all.slice(n % (all.length || 1)).slice(0, 1);

const ofKind = <K extends HostObject['kind']>(objects: readonly HostObject[], kind: K) =>
  objects.filter((object): object is Extract<HostObject, { kind: K }> => object.kind === kind);

type Vxlan = Link & { readonly spec: VxlanSpec };

const vteps = (objects: readonly HostObject[]): Vxlan[] =>
  ofKind(objects, 'link').filter((link): link is Vxlan => link.spec.type === 'vxlan');

const ip = (line: string): Instruction => ({ phase: 'link', tool: 'ip', args: words`${line.split(' ')}` });

/** Changes any link of ours by one line of `ip link set`. */
const setLink =
  (part: (link: Link, n: number) => string): Drift =>
  (desired, n) =>
    pick(ofKind(desired, 'link'), n).map((link) => ip(`link set dev ${link.name} ${part(link, n)}`));

/** Puts another link in the place of the VTEP. */
const rebuilt =
  (part: (link: Vxlan, n: number) => Partial<Link>): Drift =>
  (desired, n) =>
    vteps(desired).flatMap((link) => [...removed(link), ...made({ ...link, ...part(link, n) })]);

/** Puts a wrong object in the place of one of a kind. */
const wrong =
  <K extends HostObject['kind']>(
    kind: K,
    part: (n: number, object: Extract<HostObject, { kind: K }>) => Partial<Extract<HostObject, { kind: K }>>,
  ): Drift =>
  (desired, n) =>
    pick(ofKind(desired, kind), n).flatMap((object) => {
      const to = { ...object, ...part(n, object) } as HostObject;
      return stepsOf({
        changes: [{ action: 'update', key: keyOf(object), from: object, to, fields: [] }],
        unchanged: 0,
      }).map(({ instruction }) => instruction);
    });

/** An address of the family of another. */
const ofFamily = (like: Address, ipv4: string, ipv6: string, n: number): Address =>
  (familyOf(like) === 4 ? `${ipv4}${n % 250}` : `${ipv6}${((n % 250) + 1).toString(16)}`) as Address;

/** What leads to a peer that nobody knows. */
function stranger(dev: LinkName, n: number): HostObject[] {
  const third = 100 + (n % 20);
  const via = `10.244.${third}.0` as Address;
  const lladdr = macFrom(0x02, 9, third);
  return [
    { kind: 'neighbor', dev, dst: via, lladdr },
    { kind: 'fdb', dev, mac: lladdr, dst: `192.168.77.${third}` as Address },
    { kind: 'nexthop', id: 5000 + third, via, dev, onlink: true, protocol: PROTOCOL },
    { kind: 'route', dst: `${via}/24` as Prefix, nhid: 5000 + third, protocol: PROTOCOL },
  ];
}

/** A VTEP of ours that is not wanted, with something on it. */
function surplusVtep({ spec, ...link }: Vxlan, n: number): HostObject[] {
  const name = 'flannel.99' as LinkName;
  const other = { ...spec, vni: 99, port: 5000 };
  return [
    { ...link, name, spec: other },
    { kind: 'address', dev: name, address: '10.99.0.0/32' as InterfaceAddress },
    ...stranger(name, n + 1),
  ];
}

type ChainPlace = Pick<Ruleset, 'family' | 'table'>;

const restore = ({ family, table }: ChainPlace, ...lines: string[]): Instruction => ({
  phase: 'firewall',
  tool: family === 'ip' ? 'iptables-restore' : 'ip6tables-restore',
  script: restoreScript(
    table,
    lines.map((line) => ruleLine(words`${line.slice(0, 2)} ${savedRule(line.slice(3))}`)),
  ),
});

const chainsOf = (desired: readonly HostObject[], engine: Ruleset['engine']) =>
  ofKind(desired, 'ruleset')
    .filter((ruleset) => ruleset.engine === engine)
    .flatMap(({ family, table, chains }) => chains.map((chain) => ({ family, table, chain })));

const inIptables =
  (lines: (chain: string, family: Ruleset['family']) => readonly string[]): Drift =>
  (desired, n) =>
    pick(chainsOf(desired, 'iptables'), n).map((place) =>
      restore(place, ...lines(place.chain.name, place.family)),
    );

const COMMENTS = { postrouting: 'flanneld masq', forward: 'flanneld forward' } as const;
const JUMPS = { postrouting: 'POSTROUTING', forward: 'FORWARD' } as const;

const unhook: Drift = (desired, n) =>
  pick(chainsOf(desired, 'iptables'), n).map(({ chain: { hook, name }, ...place }) =>
    restore(place, `-D ${JUMPS[hook]} -m comment --comment "${COMMENTS[hook]}" -j ${name}`),
  );

/** What goes wrong on a host of ours, each as what somebody would type. Some of it the kernel will refuse. */
export const DRIFTS = {
  // A table of iptables would take along what others have in it.
  loses: (desired, n) =>
    pick(
      desired.filter(({ kind }) => kind !== 'basechain'),
      n,
    ).flatMap(removed),
  losesItsVtep: (desired) => vteps(desired).flatMap(removed),
  goesDown: setLink(() => 'down'),
  comesUp: setLink(() => 'up'),
  goesDownAndUp: (desired, n) => [...setLink(() => 'down')(desired, n), ...setLink(() => 'up')(desired, n)],
  getsAMac: setLink((_, n) => `address ${macFrom(0x02, 7, n)}`),
  getsAnMtu: setLink((_, n) => `mtu ${1280 + (n % 400)}`),
  getsAnAlias: setLink((_, n) => `alias a${n}`),
  getsAQueue: (desired, n) => vteps(desired).map(({ name }) => ip(`link set dev ${name} txqueuelen ${n}`)),
  movesItsUnderlay: (desired, n) =>
    vteps(desired).map(({ name, spec }) =>
      ip(
        `link set dev ${name} type vxlan id ${spec.vni} dev eth${n % 2} local ${ofFamily(spec.local, '192.168.77.', 'fd77::', n)} ${n % 3 ? '' : 'no'}learning`,
      ),
    ),
  getsAPort: rebuilt(({ spec }, n) => ({ spec: { ...spec, port: 8473 + (n % 3) } })),
  getsAVni: rebuilt(({ spec }, n) => ({ spec: { ...spec, vni: 1000 + n } })),
  becomesABridge: rebuilt(() => ({ spec: { type: 'bridge' } })),
  hasAWrongNeighbor: wrong('neighbor', (n) => ({ lladdr: macFrom(0x02, 8, n) })),
  hasAWrongFdbEntry: wrong('fdb', (n, { dst }) => ({ dst: ofFamily(dst, '192.168.99.', 'fd99::', n) })),
  floodsToMany: (desired, n) =>
    vteps(desired).flatMap(({ name, spec }) =>
      [n, n + 1].flatMap((host) =>
        made({
          kind: 'fdb',
          dev: name,
          mac: '00:00:00:00:00:00' as Mac,
          dst: ofFamily(spec.local, '192.168.98.', 'fd98::', host),
        }),
      ),
    ),
  hasAWrongNexthop: wrong('nexthop', (n, { via }) => ({
    via: ofFamily(via, '10.244.200.', 'fd00:244:0:c8::', n),
    onlink: true,
  })),
  hasAWrongRoute: (desired, n) =>
    wrong('route', (_, { nhid, dst }) => {
      const fitting = ofKind(desired, 'nexthop').filter(
        ({ via }) => familyOf(via) === familyOf(addressPart(dst)),
      );
      const [other] = pick(fitting, n + 1);
      return nhid === undefined || other === undefined ? {} : { nhid: other.id };
    })(desired, n),
  knowsAStranger: (desired, n) => vteps(desired).flatMap(({ name }) => stranger(name, n).flatMap(made)),
  hasAStrangersPart: (desired, n) =>
    vteps(desired).flatMap(({ name }) => pick(stranger(name, n), n).flatMap(made)),
  hasAnotherVtep: (desired, n) => vteps(desired).flatMap((vtep) => surplusVtep(vtep, n).flatMap(made)),
  hasAnotherAddress: (desired, n) =>
    pick(ofKind(desired, 'link'), n).flatMap(({ name }) =>
      made({ kind: 'address', dev: name, address: `172.31.${n % 4}.1/24` as InterfaceAddress }),
    ),
  // A link's first address of a subnet takes the others along.
  hasAnotherFirst: (desired, n) =>
    pick(
      ofKind(desired, 'address').filter(({ address }) => /^10\..*\/24$/.test(address)),
      n,
    ).flatMap((own) => {
      const other = own.address.replace(/\d+\/24$/, `${100 + (n % 100)}/24`) as InterfaceAddress;
      return [...removed(own), ...made({ ...own, address: other }), ...(n % 2 ? made(own) : [])];
    }),
  hasAWrongSetting: wrong('sysctl', (n) => ({ value: `${n % 2}` })),
  hasAWrongFile: (desired, n) =>
    wrong('file', () => ({ content: `# ${n}\n`, mode: n % 2 ? 0o600 : 0o644 }))(
      ofKind(desired, 'file').filter(({ type }) => type === 'file'),
      n,
    ),
  losesItsTable: (desired) =>
    chainsOf(desired, 'nft').map(({ family, table }) => ({
      phase: 'firewall',
      tool: 'nft',
      script: nftDelete(family, table),
    })),
  hasWrongRules: wrong('ruleset', () => ({ chains: [] })),
  losesItsJump: unhook,
  hasAJumpMore: (desired, n) =>
    pick(chainsOf(desired, 'iptables'), n).map(({ chain: { hook, name }, ...place }) =>
      restore(place, `-A ${JUMPS[hook]} -j ${name}`),
    ),
  losesItsRules: inIptables((chain) => [`-F ${chain}`]),
  hasARuleMore: inIptables((chain, family) => [
    `-A ${chain} -s ${family === 'ip' ? '10.0.0.0/8' : 'fd99::/16'} -j ACCEPT`,
  ]),
} as const satisfies Readonly<Record<string, Drift>>;

export type DriftName = keyof typeof DRIFTS;
