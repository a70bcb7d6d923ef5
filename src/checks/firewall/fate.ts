import { eitherMarked, marked } from './marks.ts';
import type { FilterChain, Packet } from './packet.ts';

export interface Fate {
  /** As far as the conditions can be read: one that can't is taken not to hold. */
  readonly end: 'accept' | 'drop' | 'masquerade' | 'redirect' | 'notrack';
  /** Whether no rule of it decided. */
  readonly byPolicy: boolean;
  /** The rule that decided. */
  readonly rule?: string;
  /** The rule with a condition that can't be read, by which it may end otherwise. */
  readonly doubt?: string;
}

/** A packet on its way through a chain, and the rule that can't be read by which it may not have come here. */
interface Step {
  readonly packet: Packet;
  readonly doubt: string | undefined;
}

/** How one way of a packet through a chain ends. */
interface Way extends Step {
  readonly end: Fate['end'] | 'return';
  readonly rule?: string;
}

/** How deep the kernel lets chains lead to each other: 16 in nft; iptables-legacy knows no loops. */
const DEEPEST = 64;

const eitherOf = (packets: readonly Packet[], last: Packet): Packet =>
  packets.reduce((one, other) => eitherMarked(one, other), last);

/** Where a packet goes on that came back from another chain. */
function afterJump(back: readonly Way[], { doubt: before }: Step): Step | undefined {
  // Where only a rule that can't be read leads back, all that comes after it is in doubt.
  const plain = back.find(({ doubt }) => doubt === before) ?? back[0];
  return (
    plain && {
      packet: eitherOf(
        back.map(({ packet }) => packet),
        plain.packet,
      ),
      doubt: plain.doubt,
    }
  );
}

/** All ways of a packet through a chain: one by the conditions that can be read, and one for each that can't. */
function waysThrough(
  chain: FilterChain,
  name: string,
  start: Step,
  above: readonly string[] = [],
): readonly Way[] {
  if (above.length > DEEPEST || above.includes(name)) return [{ end: 'return', ...start }];
  const ways: Way[] = [];
  let step = start;
  for (const judge of chain.chains.get(name) ?? []) {
    const { verdict, isSure, rule } = judge(step.packet) ?? {};
    if (verdict === undefined || rule === undefined) continue;
    const here = isSure ? step : { ...step, doubt: step.doubt ?? rule };
    if (typeof verdict === 'string') {
      ways.push({ end: verdict, rule, ...here });
      if (isSure) return ways;
      continue;
    }
    if ('mark' in verdict) {
      const packet = marked(step.packet, verdict.mark);
      step = { ...step, packet: isSure ? packet : eitherMarked(step.packet, packet) };
      continue;
    }
    const isGoto = 'goto' in verdict;
    const inside = waysThrough(chain, isGoto ? verdict.goto : verdict.jump, here, [...above, name]);
    ways.push(...inside.filter(({ end }) => isGoto || end !== 'return'));
    const back = isGoto ? [] : inside.filter(({ end }) => end === 'return');
    if (isSure) {
      const next = afterJump(back, step);
      if (next === undefined) return ways;
      step = next;
    } else {
      const packets = back.map(({ packet }) => packet);
      step = { ...step, packet: eitherOf(packets, step.packet) };
    }
  }
  return [...ways, { end: 'return', ...step }];
}

/** What a chain at the hook does with a packet. Accepted there, it still has the chains of other tables to pass. */
export function fateOf(chain: FilterChain, packet: Packet): Fate {
  const fates = waysThrough(chain, chain.name, { packet, doubt: undefined }).map(({ end, rule, doubt }) => ({
    end: end === 'return' ? chain.policy : end,
    byPolicy: end === 'return',
    ...(end === 'return' || rule === undefined ? {} : { rule }),
    doubt,
  }));
  const { doubt: _, ...fate } = fates.find(({ doubt }) => doubt === undefined) ?? {
    end: chain.policy,
    byPolicy: true,
    doubt: undefined,
  };
  const other = fates.find(({ end, doubt }) => doubt !== undefined && end !== fate.end);
  return { ...fate, ...(other?.doubt === undefined ? {} : { doubt: other.doubt }) };
}
