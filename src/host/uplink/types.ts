import type { Address, Family, LinkName } from '../../net/index.ts';

/** What was said about the uplink, in flannel's terms (flannel-facts 7.2). */
export interface UplinkChoice {
  /** Links by name or address, in order: `--iface`. */
  readonly iface: readonly string[];
  /** Then by what their address or name matches, unanchored: `--iface-regex`. */
  readonly ifaceRegex: readonly string[];
  /** Then the link by which this is reached: `--iface-can-reach`. */
  readonly canReach?: Address;
  /** Without any of those: the link that has it. Beside them it may be one behind NAT. */
  readonly publicIP?: Address;
  readonly publicIPv6?: Address;
  /** The families that the link needs addresses of. */
  readonly families: readonly Family[];
  /** What an earlier run chose: it stays, unless one link is named, or the public IP is on another. */
  readonly remembered?: LinkName;
  /** The addresses that it was chosen with: they stay as well while the link has them. */
  readonly rememberedAddresses?: readonly Address[];
}

/** What an uplink was chosen by. Only the default route is a guess. */
export type ChosenBy =
  | 'iface'
  | 'iface-regex'
  | 'iface-can-reach'
  | 'public-ip'
  | 'remembered'
  | 'default-route';

/** The link by which this node reaches the others, and the addresses it has there. */
export interface Uplink {
  readonly name: LinkName;
  /** The link's own, of the families asked for. */
  readonly addresses: { readonly ipv4?: Address; readonly ipv6?: Address };
  /** In bytes, before any overhead of the overlay. */
  readonly mtu: number;
  readonly up: boolean;
  /** As iproute2 calls it; `device` for a real one. */
  readonly kind: string;
  readonly by: ChosenBy;
  /** Why this one, as the end of a sentence: `the default route goes by it`. */
  readonly reason: string;
  /** The other links with addresses that it could have been. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly name: LinkName;
  readonly address: Address;
}

/** Where a route leads. */
export interface Hop {
  /** The next hop. Without one the address is on the link itself: direct, as flannel calls it (flannel-facts 2.0). */
  readonly gateway?: Address;
  readonly dev?: LinkName;
}

/** A default route. */
export interface DefaultRoute extends Hop {
  /** Of routes that lead nowhere, by number. */
  readonly type?: string;
  /** By number: 9 is a router's advertisement. */
  readonly protocol?: string;
  /** Of a route with more than one way. */
  readonly nexthops?: readonly Hop[];
}

/** How a packet would leave. */
export interface Reach extends Hop {
  readonly dst?: Address;
  /** `2`: the address is this node's own. */
  readonly type?: string;
  readonly prefsrc?: string;
  /** What the way carries, where the kernel knows that it is less than the link does. */
  readonly mtu?: number;
}
