import { chainsAt, type FilterChain, type PacketHook } from '../../checks/index.ts';
import type {
  ByBothFamilies,
  FilterRules,
  ForwardingEntry,
  LinkJson,
  NeighborEntry,
  NexthopObject,
  RoutingRule,
  TableRoute,
} from '../../host/index.ts';
import { type Address, familyOf, parseAddress } from '../../net/index.ts';

/** What the kernel of one network namespace decides by. */
export interface NetworkView {
  readonly links: ReadonlyMap<string, LinkJson>;
  readonly rules: ByBothFamilies<RoutingRule>;
  readonly routes: ByBothFamilies<TableRoute>;
  readonly nexthops: ReadonlyMap<number, NexthopObject>;
  readonly neighbors: readonly NeighborEntry[];
  readonly fdb: readonly ForwardingEntry[];
  /** By their paths below /proc/sys. */
  readonly settings: Readonly<Record<string, string>>;
  readonly chains: (hook: PacketHook) => readonly FilterChain[];
}

/** The recorded values that a view is made of. */
export interface ViewTables {
  readonly links: readonly LinkJson[];
  readonly rules: ByBothFamilies<RoutingRule>;
  readonly routes: ByBothFamilies<TableRoute>;
  readonly neighbors: readonly NeighborEntry[];
  readonly nexthops?: readonly NexthopObject[];
  readonly fdb?: readonly ForwardingEntry[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly firewall?: FilterRules;
}

/** A view of recorded tables. What is not recorded is empty, as in a pod. */
export function viewOf({
  nexthops = [],
  fdb = [],
  settings = {},
  firewall,
  ...tables
}: ViewTables): NetworkView {
  const chains = new Map<PacketHook, readonly FilterChain[]>();
  return {
    ...tables,
    links: new Map(tables.links.flatMap((link) => (link.ifname === undefined ? [] : [[link.ifname, link]]))),
    nexthops: new Map(nexthops.map((nexthop) => [nexthop.id, nexthop])),
    fdb,
    settings,
    chains: (hook) => {
      const known = chains.get(hook) ?? (firewall === undefined ? [] : chainsAt(firewall, hook));
      chains.set(hook, known);
      return known;
    },
  };
}

/** Whether a link is switched on. */
export const isUp = ({ flags = [] }: LinkJson): boolean => flags.includes('UP');

/** Whether a link has a carrier: what it leads to is up, too. */
export const hasCarrier = ({ flags = [] }: LinkJson): boolean =>
  flags.includes('LOWER_UP') && !flags.includes('NO-CARRIER');

/** The addresses of a link of a family, with the length of their network. */
export const addressesOf = (link: LinkJson | undefined, family: 4 | 6): string[] =>
  (link?.addr_info ?? []).flatMap(({ family: name, local, prefixlen, scope }) =>
    name === (family === 4 ? 'inet' : 'inet6') && local !== undefined && scope !== '253'
      ? `${local}/${prefixlen}`
      : [],
  );

/** The first address of a link in the family of another, by which the kernel sends. */
export function sourceOn(link: LinkJson | undefined, to: Address): Address | undefined {
  const [first] = addressesOf(link, familyOf(to));
  return first === undefined ? undefined : parseAddress(first.slice(0, first.indexOf('/')));
}

/** The link that has an address. */
export const linkWith = ({ links }: NetworkView, address: Address): LinkJson | undefined =>
  [...links.values()].find(({ addr_info: all = [] }) => all.some(({ local }) => local === address));

/** The kind of a link in iproute2's words; undefined for a physical one. */
export const kindOfLink = (link: LinkJson | undefined): string | undefined => link?.linkinfo?.info_kind;
