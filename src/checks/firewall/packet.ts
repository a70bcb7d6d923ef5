import { type Address, familyOf } from '../../net/index.ts';

/** A packet that opens a connection between pods of two nodes, as it is forwarded here. */
export interface Packet {
  readonly iif: string;
  readonly oif: string;
  readonly source: Address;
  readonly destination: Address;
  /** The UDP port that it arrives at; unset where pods may use any protocol. */
  readonly udpPort?: number;
}

/** What a rule does with a packet that it matches. */
export type Verdict =
  | 'accept'
  | 'drop'
  | 'return'
  | { readonly jump: string }
  /** As a jump, but what comes after it is not come back to. */
  | { readonly goto: string };

/** Whether a condition holds; undefined where it can't be read: of a mark, of a set, of a module that is not known here. */
export type Truth = boolean | undefined;

/** Whether all conditions hold. */
export const allTrue = (conditions: readonly Truth[]): Truth =>
  conditions.includes(false) ? false : conditions.includes(undefined) ? undefined : true;

interface Outcome {
  readonly verdict: Verdict;
  /** Whether all its conditions can be read. */
  readonly isSure: boolean;
  /** How the rule is called. */
  readonly rule: string;
}

/** What a rule does with a packet; undefined: nothing. */
export type FilterRule = (packet: Packet) => Outcome | undefined;

/** A chain at the forward or input hook, with the chains that it can lead to. */
export interface FilterChain {
  readonly engine: 'nft' | 'iptables' | 'iptables-legacy';
  readonly family: 'ip' | 'ip6' | 'inet';
  readonly table: string;
  readonly name: string;
  readonly policy: 'accept' | 'drop';
  readonly chains: ReadonlyMap<string, readonly FilterRule[]>;
}

/** What `iif`, `eth*` and the like stand for; iptables has `+` at the end. */
export const isLinkNamed = (name: string, pattern: string): boolean =>
  /[*+]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Whether a packet is for this host itself. */
export const isArriving = ({ udpPort }: Packet): boolean => udpPort !== undefined;

export const hasFamily = ({ source }: Packet, family: FilterChain['family']): boolean =>
  family === 'inet' || family === (familyOf(source) === 4 ? 'ip' : 'ip6');
