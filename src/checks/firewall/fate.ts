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

/** One way of a packet through a chain. */
interface Way {
  readonly end: Fate['end'] | 'return';
  readonly rule?: string;
  readonly doubt?: string;
}

/** How deep the kernel lets chains lead to each other: 16 in nft; iptables-legacy knows no loops. */
const DEEPEST = 64;

/** All ways of a packet through a chain: one by the conditions that can be read, and one for each that can't. */
function waysThrough(
  chain: FilterChain,
  name: string,
  packet: Packet,
  before: Pick<Way, 'doubt'> = {},
  above: readonly string[] = [],
): Way[] {
  const ways: Way[] = [];
  if (above.length > DEEPEST || above.includes(name)) return [{ end: 'return', ...before }];
  let way = before;
  for (const judge of chain.chains.get(name) ?? []) {
    const { verdict, isSure, rule } = judge(packet) ?? {};
    if (verdict === undefined || rule === undefined) continue;
    const here = isSure ? way : { doubt: rule, ...way };
    if (typeof verdict === 'string') {
      ways.push({ end: verdict, rule, ...here });
      if (isSure) return ways;
      continue;
    }
    const aim = 'jump' in verdict ? verdict.jump : verdict.goto;
    const inside = waysThrough(chain, aim, packet, here, [...above, name]);
    if ('goto' in verdict) ways.push(...inside);
    else ways.push(...inside.filter(({ end }) => end !== 'return'));
    if (!isSure) continue;
    const back = inside.filter(({ end }) => end === 'return');
    if ('goto' in verdict || back.length === 0) return ways;
    // Where only a rule that can't be read leads back, all that comes after it is in doubt.
    const plain = back.find(({ doubt }) => doubt === way.doubt) ?? back[0];
    way = plain?.doubt === undefined ? {} : { doubt: plain.doubt };
  }
  return [...ways, { end: 'return', ...way }];
}

/** What a chain at the hook does with a packet. Accepted there, it still has the chains of other tables to pass. */
export function fateOf(chain: FilterChain, packet: Packet): Fate {
  const fates = waysThrough(chain, chain.name, packet).map(({ end, rule, doubt }) => ({
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
