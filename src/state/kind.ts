import type { LinkName, Prefix } from '../net/index.ts';
import type { Instruction } from './instruction.ts';
import type { HostObject } from './objects.ts';

/** What tells our objects from everybody else's, besides the marks that the kernel keeps. */
export interface Ownership {
  /** Links that carry our group: everything on them is ours. */
  readonly links: ReadonlySet<LinkName>;
  /** Files and folders that we wrote, by path. */
  readonly paths: ReadonlySet<string>;
  /** Rulesets that we loaded into iptables, and what iptables made for them, by `keyOf`: they bear no mark. */
  readonly chains: ReadonlySet<string>;
  /** Given while a node is taken over that flanneld may have built, and never later: what of others is its leftovers. */
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

/** What flannelctl knows of one kind of object. Every kind has the same few pure functions. */
export interface Kind<T extends HostObject> {
  /** The identity the kernel uses: two objects with the same key can't exist side by side. */
  key(object: T): string;
  /** What is compared, as text by name. A field that the kernel fills in by itself is not among them. */
  fields(object: T): Readonly<Record<string, string>>;
  /** Fields that can't be changed in place: a difference means replace. */
  readonly fixed: readonly string[];
  /** Whether it carries our mark, so that we may change and delete it. */
  isOurs(object: T, marks: Ownership): boolean;
  /**
   * What to do with one that somebody else made and that stands where ours should: take it over, use it and leave
   * it theirs, or stop.
   */
  foreign(desired: T, observed: T, same: boolean, takeover: Takeover): 'adopt' | 'keep' | 'conflict';
  /** The key of an object of others that ours takes the place of, where there is none of its own key. */
  predecessor?(desired: T): string | undefined;
  /** Whether the kernel takes `other` away when `from` is deleted or replaced (`to` absent) or changed in place. */
  takesAlong?(from: T, to: T | undefined, other: HostObject): boolean;
  create(object: T): readonly Instruction[];
  /** As `create`, where the kernel may not have taken it away after all. */
  putBack?(object: T): readonly Instruction[];
  update(from: T, to: T): readonly Instruction[];
  remove(object: T): readonly Instruction[];
  /** One line, as `ip`, `bridge` or `nft` writes such an object. */
  show(object: T): string;
}
