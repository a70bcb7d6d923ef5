import {
  chainName,
  type Fate,
  type FilterChain,
  fateOf,
  hasFamily,
  type Packet,
  type PacketHook,
} from '../../../checks/index.ts';
import type { TraceContext } from '../context.ts';
import type { Flow, TraceHop } from '../model.ts';

/** What the chains at a hook do with a packet. */
export interface Judgement {
  /** The chain that drops it. */
  readonly stop?: string;
  /** The rule that gives it an address of this host as its source. */
  readonly masquerade?: string;
  /** What may stop it, by a condition that can't be read. */
  readonly doubts: readonly string[];
  readonly accepted: number;
}

const how = (chain: FilterChain, { byPolicy, rule }: Fate): string =>
  `${chainName(chain)}: ${byPolicy || rule === undefined ? `policy ${chain.policy}` : rule}`;

/** Judges a packet at a hook. Chains that translate addresses see only packets that open a connection. */
export function judgePacket({ view }: TraceContext, hook: PacketHook, packet: Packet): Judgement {
  const chains = view.chains(hook).filter(({ family }) => hasFamily(packet, family));
  const fates = chains
    .filter(({ isNat }) => !(isNat && packet.isReply))
    .map((chain) => ({ chain, fate: fateOf(chain, packet) }));
  const stopped = fates.find(({ fate }) => fate.end === 'drop' && fate.doubt === undefined);
  const masqueraded = fates.find(({ chain, fate }) => chain.isNat && fate.end === 'masquerade');
  return {
    ...(stopped && { stop: how(stopped.chain, stopped.fate) }),
    ...(masqueraded && { masquerade: how(masqueraded.chain, masqueraded.fate) }),
    doubts: fates.flatMap(({ chain, fate }) =>
      fate.doubt === undefined || chain.isNat
        ? []
        : [`depends on ${chainName(chain)}: ${fate.doubt}, with a condition that can't be read here`],
    ),
    accepted: fates.length,
  };
}

/** A packet of a flow as netfilter sees it: an echo request or its reply. */
export const packetOf = (
  { source, destination, isReply }: Flow,
  links: { readonly iif: string; readonly oif: string; readonly isLocal?: boolean },
): Packet | undefined =>
  source === undefined
    ? undefined
    : {
        isLocal: false,
        ...links,
        source,
        destination,
        protocol: 'icmp',
        mark: 0,
        ...(isReply ? { isReply: true as const } : {}),
      };

/** The checks of what is dropped at a hook. */
const CHECKS = {
  ingress: 'EarlyDrop',
  prerouting: 'EarlyDrop',
  input: 'PodsToNode',
  forward: 'Firewall',
  output: 'Output',
  postrouting: 'LateDrop',
} as const;

/** The check that tells more: packets of the overlay that arrive are those of peers. */
const checkAt = (hook: PacketHook, { udpPort }: Packet): string =>
  hook === 'input' && udpPort !== undefined ? 'Firewall' : CHECKS[hook];

/** The hop of a hook; none where it neither stops the packet nor leaves a doubt. */
function hookHop(ctx: TraceContext, hook: PacketHook, packet: Packet | undefined): TraceHop | undefined {
  if (packet === undefined) return undefined;
  const { stop, doubts } = judgePacket(ctx, hook, packet);
  const hop = { on: ctx.node.name, kind: 'firewall', object: `${hook} hook`, notes: doubts } as const;
  if (stop !== undefined)
    return {
      ...hop,
      state: 'broken',
      problem: { message: `dropped at the ${hook} hook by ${stop}`, check: checkAt(hook, packet) },
    };
  return doubts.length === 0 ? undefined : { ...hop, state: 'ok' };
}

/** The hops of hooks one after the other, up to the one that stops the packet. */
export function hookHops(
  ctx: TraceContext,
  packet: Packet | undefined,
  hooks: readonly PacketHook[],
): { readonly hops: readonly TraceHop[]; readonly isStopped: boolean } {
  const hops: TraceHop[] = [];
  for (const hook of hooks) {
    const hop = hookHop(ctx, hook, packet);
    if (hop !== undefined) hops.push(hop);
    if (hop?.state === 'broken') return { hops, isStopped: true };
  }
  return { hops, isStopped: false };
}
