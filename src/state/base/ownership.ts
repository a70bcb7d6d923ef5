import type { LinkName, Prefix } from '../../net/index.ts';

/** What our objects are told from foreign ones by, besides the marks that the kernel keeps. */
export interface Ownership {
  /** Links with our group: everything on them is ours. */
  readonly links: ReadonlySet<LinkName>;
  /** Files and folders that flannelctl wrote, by path. */
  readonly paths: ReadonlySet<string>;
  /** Rulesets that flannelctl loaded into iptables, and what iptables made for them, by `keyOf`: they bear no mark. */
  readonly chains: ReadonlySet<string>;
  /**
   * The pod networks, earlier ones, too: an address of another network on a link of ours is foreign. Absent if
   * everything on our links is deleted.
   */
  readonly networks?: readonly Prefix[];
  /**
   * Set during a takeover of a node that flanneld may have built, and only then: foreign objects may be its
   * leftovers.
   */
  readonly flannel?: FlannelTraces;
}

/** What flannel's leftovers are told from other foreign objects by, besides flannel's names. */
export interface FlannelTraces {
  /** The pod networks, each with the prefix length of a node's subnet. */
  readonly networks: readonly { readonly network: Prefix; readonly subnetLen: number }[];
  /** The link that leads to direct peers. */
  readonly uplink: LinkName;
  /** Whether flanneld is known to have run here, though nothing with its names may be left. */
  readonly seen?: boolean;
}

/** The links that a diff takes over, for the objects that are taken over with them. */
export interface Takeover {
  /** Links of flanneld that become ours or are deleted. */
  readonly links: ReadonlySet<LinkName>;
  /** The traces of flanneld, if it ran on this host. */
  readonly flannel?: FlannelTraces;
}
