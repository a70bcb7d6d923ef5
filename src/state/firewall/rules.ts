import type { Prefix } from '../../net/index.ts';

/** A prefix to match, or all addresses outside it. */
export interface PrefixMatch {
  readonly prefix: Prefix;
  readonly negated: boolean;
}

/** One firewall rule, the same for both engines. */
export interface Rule {
  /** Matches packets whose mark has this bit. */
  readonly mark?: number;
  /** Matches only if it has no other, as flannel's nft rules do. */
  readonly wholeMark?: true;
  readonly source?: PrefixMatch;
  readonly destination?: PrefixMatch;
  readonly verdict: 'accept' | 'return' | 'masquerade';
  /** Absent: masquerading chooses source ports at random. */
  readonly fullyRandom?: false;
}

/** An observed rule that flannelctl does not write: kept as the engine printed it, so that it shows as a difference. */
export interface UnknownRule {
  readonly unknown: string;
}

export interface Chain {
  readonly name: string;
  /** The hook of the built-in chain: nat chains are at postrouting, filter chains at forward. */
  readonly hook: 'postrouting' | 'forward';
  /** Whether packets reach the chain from the hook: an iptables chain needs a jump from the built-in one. */
  readonly hooked: boolean;
  /** Another way in which an observed chain is hooked, in the engine's own words. */
  readonly hookedBy?: string;
  /** Observed jumps to the chain besides the one desired, as iptables-save prints them. */
  readonly extraJumps?: readonly string[];
  readonly rules: readonly (Rule | UnknownRule)[];
}

/** Our chains in one table of one engine: a table of our own in nft, flannel's chains in iptables. */
export interface Ruleset {
  readonly kind: 'ruleset';
  readonly engine: 'nft' | 'iptables';
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  readonly chains: readonly Chain[];
  /** The text that creates an observed nft table again, if flannelctl does not write all that is in it. */
  readonly source?: string;
}
