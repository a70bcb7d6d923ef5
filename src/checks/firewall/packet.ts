import { type Address, familyOf } from '../../net/index.ts';

/** A hook of netfilter at which chains judge packets. */
export type PacketHook = 'ingress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** A packet as netfilter sees it: by default one that opens a connection between pods, of any protocol. */
export interface Packet {
  readonly iif: string;
  readonly oif: string;
  readonly source: Address;
  readonly destination: Address;
  /** The UDP port that it arrives at; unset where pods may use any protocol. */
  readonly udpPort?: number;
  /** The same of TCP. */
  readonly tcpPort?: number;
  /** Set where the protocol is known and has no ports. */
  readonly protocol?: 'icmp';
  /** Whether it answers another, in a connection that the kernel tracks. */
  readonly isReply?: true;
  /** Whether it is for this host itself; unset: if it has a UDP port. */
  readonly isLocal?: boolean;
  /** Its mark, where that is known. */
  readonly mark?: number;
  /** The bits of the mark that are known, where not all are. */
  readonly markBits?: number;
}

/** A change of a packet's mark, as xt_MARK makes it: `(mark & ~mask) ^ value`. */
export interface MarkChange {
  readonly value: number;
  readonly mask: number;
}

/** What a rule does with a packet that it matches. */
export type PacketVerdict =
  | 'accept'
  | 'drop'
  /** Its source becomes an address of this host, which ends its way through the chain. */
  | 'masquerade'
  /** Its destination becomes another address. */
  | 'redirect'
  /** Its connection is not tracked: nothing can translate its addresses. */
  | 'notrack'
  | 'return'
  /** Its mark changes, and it goes on. */
  | { readonly mark: MarkChange }
  | { readonly jump: string }
  /** As a jump, but what comes after it is not come back to. */
  | { readonly goto: string };

/** Whether a condition holds; undefined where it can't be read: of a mark, of a set, of a module that is not known here. */
export type Truth = boolean | undefined;

/** Whether all conditions hold. */
export const allTrue = (conditions: readonly Truth[]): Truth =>
  conditions.includes(false) ? false : conditions.includes(undefined) ? undefined : true;

interface Outcome {
  readonly verdict: PacketVerdict;
  /** Whether all its conditions can be read. */
  readonly isSure: boolean;
  /** How the rule is called. */
  readonly rule: string;
}

/** What a rule does with a packet; undefined: nothing. */
export type FilterRule = (packet: Packet) => Outcome | undefined;

/** A chain at a hook, with the chains that it can lead to. */
export interface FilterChain {
  readonly engine: 'nft' | 'iptables' | 'iptables-legacy';
  readonly family: 'ip' | 'ip6' | 'inet' | 'netdev';
  readonly table: string;
  readonly name: string;
  /** The links at whose ingress it is; absent where packets of every link pass it. */
  readonly links?: readonly string[];
  /** Whether it translates addresses: only packets that open a connection pass it. */
  readonly isNat?: true;
  readonly policy: 'accept' | 'drop';
  readonly chains: Pick<ReadonlyMap<string, readonly FilterRule[]>, 'get' | 'has'>;
}

/** What `iif`, `eth*` and the like stand for; iptables has `+` at the end. */
export const isLinkNamed = (name: string, pattern: string): boolean =>
  /[*+]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Whether a packet is for this host itself. */
export const isArriving = ({ udpPort, isLocal }: Packet): boolean => isLocal ?? udpPort !== undefined;

/** Its protocol by the words of nft; unset where it may be any. */
export const packetProtocol = ({ source, protocol, udpPort, tcpPort }: Packet): string | undefined => {
  if (udpPort !== undefined) return 'udp';
  if (tcpPort !== undefined) return 'tcp';
  if (protocol === undefined) return undefined;
  return familyOf(source) === 4 ? 'icmp' : 'ipv6-icmp';
};

export const hasFamily = ({ source }: Packet, family: FilterChain['family']): boolean =>
  family === 'inet' || family === 'netdev' || family === (familyOf(source) === 4 ? 'ip' : 'ip6');

/** Groups the rules of a table by their chains; those of a chain are read when it is asked for, because kube-proxy has thousands. */
export function chainsByName<T>(
  names: readonly string[],
  rules: readonly T[],
  { chainOf, read }: { readonly chainOf: (rule: T) => string; readonly read: (rule: T) => FilterRule },
): FilterChain['chains'] {
  const known = new Map<string, T[]>(names.map((name) => [name, []]));
  for (const rule of rules) known.get(chainOf(rule))?.push(rule);
  const done = new Map<string, readonly FilterRule[]>();
  return {
    has: (name) => known.has(name),
    get: (name) => {
      const found = done.get(name) ?? known.get(name)?.map(read);
      if (found !== undefined) done.set(name, found);
      return found;
    },
  };
}
