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

/** What a rule does with a packet; undefined: nothing. A condition that can't be read is taken not to hold. */
export type FilterRule = (packet: Packet) => Verdict | undefined;

/** A chain at the forward hook, with the chains that it can lead to. */
export interface ForwardChain {
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

export const hasFamily = ({ source }: Packet, family: ForwardChain['family']): boolean =>
  family === 'inet' || family === (familyOf(source) === 4 ? 'ip' : 'ip6');
