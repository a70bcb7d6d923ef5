import type { ForwardChain, Packet } from './packet.ts';

export interface Fate {
  readonly end: 'accept' | 'drop';
  /** Whether no rule of it decided. */
  readonly byPolicy: boolean;
}

type End = Fate['end'] | 'return' | undefined;

/** How deep the kernel lets chains lead to each other: 16 in nft; iptables-legacy knows no loops. */
const DEEPEST = 64;

/** Where a packet ends in a chain; undefined if it comes out at the bottom of it. */
function walk(chain: ForwardChain, name: string, packet: Packet, depth = 0): End {
  if (depth > DEEPEST) return undefined;
  for (const rule of chain.chains.get(name) ?? []) {
    const verdict = rule(packet);
    if (typeof verdict === 'string') return verdict;
    if (verdict === undefined) continue;
    const end = walk(chain, 'jump' in verdict ? verdict.jump : verdict.goto, packet, depth + 1);
    if (end === 'accept' || end === 'drop') return end;
    if ('goto' in verdict) return undefined;
  }
  return undefined;
}

/** What a chain at the hook does with a packet. Accepted there, it still has the chains of other tables to pass. */
export function fateOf(chain: ForwardChain, packet: Packet): Fate {
  const end = walk(chain, chain.name, packet);
  return end === 'accept' || end === 'drop'
    ? { end, byPolicy: false }
    : { end: chain.policy, byPolicy: true };
}
