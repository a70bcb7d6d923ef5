import type { Address, Family, LinkName } from '../../net/index.ts';

/** The flags that choose the uplink, in flannel's terms (flannel-facts 7.2). */
export interface UplinkChoice {
  /** `--iface`: links by name or address, in order. */
  readonly iface: readonly string[];
  /** `--iface-regex`: patterns for the address or name, unanchored; after `iface`. */
  readonly ifaceRegex: readonly string[];
  /** `--iface-can-reach`: an address that the link must reach; after `ifaceRegex`. */
  readonly canReach?: Address;
  /** The public IP. Without the flags above, the link that has it; with one of them, it may be behind NAT. */
  readonly publicIP?: Address;
  readonly publicIPv6?: Address;
  /** The families for which the link needs an address. */
  readonly families: readonly Family[];
  /** The uplink of an earlier run. It stays, unless a flag names one link, or the public IP is on another. */
  readonly remembered?: LinkName;
  /**
   * The uplink of an earlier run, for want of a default route: a DHCP client may be about to set it. Where it has lost its
   * addresses of one family, those of the earlier run count, so that the other family is kept up to date.
   */
  readonly former?: LinkName;
  /** The addresses of an earlier run. They stay while the link has them. */
  readonly rememberedAddresses?: readonly Address[];
}

/** The method by which an uplink was chosen. Only the default route is a guess. */
export type ChosenBy =
  | 'iface'
  | 'iface-regex'
  | 'iface-can-reach'
  | 'public-ip'
  | 'remembered'
  | 'default-route';

/** The link to the underlay, and the node's addresses on it. */
export interface Uplink {
  readonly name: LinkName;
  /** The link's own addresses, of the requested families. */
  readonly addresses: { readonly ipv4?: Address; readonly ipv6?: Address };
  /** Those of an earlier run that the link does not have now. */
  readonly lost?: readonly Address[];
  /** The MTU in bytes, without any overhead subtracted. */
  readonly mtu: number;
  readonly up: boolean;
  /** The link type in iproute2's terms; `device` for a physical one. */
  readonly kind: string;
  readonly by: ChosenBy;
  /** The reason of the choice, as the end of a sentence: `the default route goes by it`. */
  readonly reason: string;
  /** The other links with addresses that could be the uplink. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly name: LinkName;
  readonly address: Address;
}

/** A next hop of a route. */
export interface RouteHop {
  /** The gateway. Without one the address is on the link itself: direct, in flannel's term (flannel-facts 2.0). */
  readonly gateway?: Address;
  readonly dev?: LinkName;
}

/** A default route. */
export interface DefaultRoute extends RouteHop {
  /** The number of the route type, for routes that lead nowhere. */
  readonly type?: string;
  /** The protocol number: 9 is a router advertisement. */
  readonly protocol?: string;
  /** The address that it sends from. */
  readonly prefsrc?: Address;
  /** The next hops of a multipath route. */
  readonly nexthops?: readonly RouteHop[];
}

/** The kernel's route to an address. */
export interface Reach extends RouteHop {
  readonly dst?: Address;
  /** The route type; `2` means that the address is this node's own. */
  readonly type?: string;
  readonly prefsrc?: string;
  /** The number of the table that it is in, where that is not main. */
  readonly table?: string;
  /** The link that the packet comes in by, where it is not one of this node's own. */
  readonly iif?: string;
  /** The path MTU, if the kernel knows one smaller than the link's MTU. */
  readonly mtu?: number;
}
