import type { Prefix } from '../../net/index.ts';

/** A prefix to match, or everything but it. */
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
  /** Masquerading gives source ports at random, unless told not to. */
  readonly fullyRandom?: false;
}

/** A rule on a host that is not one of ours: kept as the engine printed it, so that it shows as a difference. */
export interface UnknownRule {
  readonly unknown: string;
}

export interface Chain {
  readonly name: string;
  /** Where packets come in: nat chains at postrouting, filter chains at forward. */
  readonly hook: 'postrouting' | 'forward';
  /** Whether the hook leads here: an iptables chain needs a jump from the built-in one. */
  readonly hooked: boolean;
  /** How it is hooked on a host instead, in the engine's own words. */
  readonly hookedBy?: string;
  /** On a host: rules of iptables that lead here beside the one that should, as iptables-save prints them. */
  readonly extraJumps?: readonly string[];
  readonly rules: readonly (Rule | UnknownRule)[];
}

/** The chains of ours in one table of one engine: a table of our own in nft, flannel's chains in iptables. */
export interface Ruleset {
  readonly kind: 'ruleset';
  readonly engine: 'nft' | 'iptables';
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  readonly chains: readonly Chain[];
  /** On a host, of an nft table with something in it that we don't write: the text that makes it again as it is. */
  readonly source?: string;
}
