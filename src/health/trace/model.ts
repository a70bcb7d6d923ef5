import type { EchoConnection, PodInterface } from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import type { Address, Family, Mac } from '../../net/index.ts';

/** Where an end of a path is: on this node, on a peer, or anywhere else. */
type EndPlace =
  | { readonly at: 'here' }
  | { readonly at: 'outside' }
  | { readonly at: 'peer'; readonly peer: PlanNode };

/** An end of a path. */
export interface Endpoint {
  readonly kind: 'pod' | 'node' | 'address';
  /** How it is called: by its name, or by its address. */
  readonly name: string;
  /** Of this node itself it is the kernel that chooses one. */
  readonly address?: Address;
  readonly place: EndPlace;
  /** What CNI attached, of a pod of this node. */
  readonly attached?: PodInterface;
}

/** What stops a packet, and the check that tells more. */
export interface HopProblem {
  readonly message: string;
  /** A check or a group of checks of `diagnose`. */
  readonly check: string;
}

/** What a hop is, in the words of the Kubernetes network model and of iproute2. */
export type HopKind =
  | 'interface'
  | 'port'
  | 'bridge'
  | 'route'
  | 'forward'
  | 'firewall'
  | 'masquerade'
  | 'neighbor'
  | 'fdb'
  | 'overlay'
  | 'uplink'
  | 'underlay'
  | 'local';

/** The outer packet in which a VXLAN link sends. */
export interface OuterPacket {
  readonly link: string;
  readonly vtep: Address;
  /** The MAC of the inner frame. */
  readonly mac: Mac;
  /** Absent where the link does not say. */
  readonly vni?: number;
  readonly port?: number;
  readonly source?: Address;
}

/** Whether the packets that were sent were seen at a link. */
export interface Sighting {
  /** `unclear`: the link counted packets, and may have counted other traffic. */
  readonly seen: 'yes' | 'no' | 'unclear';
  readonly by: 'tcpdump' | 'counters';
  readonly packets: number;
}

/** What became of packets that were sent along a path. */
export interface LivePackets {
  readonly sent: number;
  readonly answered: number;
  /** What this host, or a router, says instead of answering. */
  readonly refusal?: string;
  /** The last hop at which the packet, or its reply, was seen. */
  readonly last?: { readonly packet: 'request' | 'reply'; readonly on: string; readonly interface: string };
  /** What the kernel's table of connections has of it. */
  readonly connection?: EchoConnection;
  /** Rules that dropped packets meanwhile, also of other traffic, with their number. */
  readonly drops: readonly string[];
}

/** A step of a packet's path. */
export interface TraceHop {
  /** Whose tables it is read from, where those of two nodes are. */
  readonly node?: string;
  /** The node or the pod in whose network namespace it is. */
  readonly on: string;
  readonly kind: HopKind;
  readonly interface?: string;
  /** What is there, as `ip`, `bridge` or `nft` print it. */
  readonly object: string;
  readonly mtu?: number;
  /** The largest packet of the sender that passes in one piece, in bytes. */
  readonly carries?: number;
  /** What a reader should know of it. */
  readonly notes?: readonly string[];
  /** The address that takes the place of the source. */
  readonly newSource?: Address;
  /** How the packet goes on from an overlay link. */
  readonly sends?: OuterPacket;
  /** `expected`: it is on another host, and not seen from here. */
  readonly state: 'ok' | 'broken' | 'expected';
  readonly problem?: HopProblem;
  /** Of a link that was watched while packets were sent. */
  readonly sighting?: Sighting;
}

/** The packet whose path is followed. */
export interface Flow {
  readonly family: Family;
  /** Unset until the kernel has chosen one. */
  readonly source?: Address;
  readonly destination: Address;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Whether it answers another. */
  readonly isReply: boolean;
  /** The address that a reply is sent to, where this node gave it to the packet in the place of its source. */
  readonly masqueraded?: Address;
  /** How the packet left the node before, where the tables of that one are known: in an outer packet, or as it is. */
  readonly sent?: { readonly by: string; readonly outer?: OuterPacket };
}

/** The path of a packet and of its reply, as far as this node sees them. */
export interface Trace {
  readonly node: string;
  /** The node at the other end, where its tables are read, too. */
  readonly farNode?: string;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly family: Family;
  readonly source?: Address;
  /** The source that other hosts see, where this node masquerades the packet. */
  readonly masqueraded?: Address;
  readonly destination: Address;
  readonly request: readonly TraceHop[];
  /** Empty where the packet itself does not arrive. */
  readonly reply: readonly TraceHop[];
  /** The largest packet that passes every hop that is seen; absent if none has a size. */
  readonly largest?: number;
  /** Where packets were sent. */
  readonly live?: LivePackets;
}

/** The hop at which a path ends. */
export const brokenHop = ({ request, reply }: Trace): TraceHop | undefined =>
  [...request, ...reply].find(({ state }) => state === 'broken');

/** Some hops, and what the path goes on with; nothing where it is broken. */
export interface Leg<T> {
  readonly hops: readonly TraceHop[];
  readonly next?: T;
}

/** Goes on after a leg, unless that is broken. */
export const follow = <T>(
  { hops, next }: Leg<T>,
  go: (next: T) => readonly TraceHop[],
): readonly TraceHop[] => (next === undefined ? hops : [...hops, ...go(next)]);

/** A hop that stops the packet. */
export const broken = (
  hop: Omit<TraceHop, 'state' | 'problem'>,
  message: string,
  check: string,
): TraceHop => ({
  ...hop,
  state: 'broken',
  problem: { message, check },
});
