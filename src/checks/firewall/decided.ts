import type { FilterRules } from '../../host/index.ts';
import { type Fate, fateOf } from './fate.ts';
import { chainName } from './obstacles.ts';
import { type FilterChain, hasFamily, type Packet, type PacketHook } from './packet.ts';
import { nodeChainsAt } from './policies.ts';

/** A chain that surely decides over a packet. */
export interface Decision {
  readonly chain: FilterChain;
  readonly fate: Fate;
  readonly packet: Packet;
}

/** The chains at a hook by which one of the packets surely ends so, each chain once. */
export const decisionsAt = (
  rules: FilterRules,
  at: PacketHook,
  packets: readonly Packet[],
  end: Fate['end'],
): Decision[] =>
  nodeChainsAt(rules, at).flatMap((chain) =>
    packets
      .filter((packet) => hasFamily(packet, chain.family) && chain.links?.includes(packet.iif) !== false)
      .map((packet) => ({ chain, packet, fate: fateOf(chain, packet) }))
      .filter(({ fate }) => fate.end === end && fate.doubt === undefined)
      .slice(0, 1),
  );

/** A chain and what of it decided, as evidence. */
export const decisionEvidence = ({ chain, fate }: Decision): string =>
  `${chainName(chain)}: ${fate.rule ?? `policy ${chain.policy}`}`;
