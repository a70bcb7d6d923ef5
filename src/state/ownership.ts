import type { LinkName, Prefix } from '../net/index.ts';

/** What tells our objects from everybody else's, besides the marks that the kernel keeps. */
export interface Ownership {
  /** Links that carry our group: everything on them is ours. */
  readonly links: ReadonlySet<LinkName>;
  /** Files and folders that we wrote, by path. */
  readonly paths: ReadonlySet<string>;
  /** Rulesets that we loaded into iptables, and what iptables made for them, by `keyOf`: they bear no mark. */
  readonly chains: ReadonlySet<string>;
  /** Given while a node is taken over that flanneld may have built, and never later: what is foreign is its leftovers. */
  readonly flannel?: FlannelTraces;
}

/** What tells flannel's leftovers from everybody else's, besides flannel's names. */
export interface FlannelTraces {
  /** The pod networks, each with the length of a node's subnet. */
  readonly networks: readonly { readonly network: Prefix; readonly subnetLen: number }[];
  /** The link by which direct peers are reached. */
  readonly uplink: LinkName;
  /** That flanneld has been at work is known, though nothing of its names may be left. */
  readonly seen?: boolean;
}

/** What is taken over by a diff, for those objects that go along with others. */
export interface Takeover {
  /** Links of flanneld that become ours, or go. */
  readonly links: ReadonlySet<LinkName>;
  /** Present where flanneld has been at work here, and it is known on what. */
  readonly flannel?: FlannelTraces;
}
