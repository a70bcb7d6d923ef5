import type { NftSet, NftTable } from '../../host/index.ts';
import { isMarked, WHOLE_MARK } from './marks.ts';
import { isAmong, isNftObject, isOfSome, matchedValueOf, type NftJson } from './nft-fields.ts';
import {
  allTrue,
  chainsByName,
  type FilterChain,
  type FilterRule,
  type MarkChange,
  type Packet,
  type PacketHook,
  type PacketVerdict,
  type Truth,
} from './packet.ts';

/** Whether its mark, or some bits of that, are so; undefined where the mark is not known, or something else is asked. */
function markTruth(left: unknown, right: unknown, packet: Packet): Truth {
  if (typeof right !== 'number') return undefined;
  if (JSON.stringify(left) === MARK) return isMarked(packet, right, WHOLE_MARK);
  const both = isNftObject(left) ? left['&'] : undefined;
  if (!Array.isArray(both) || JSON.stringify(both[0]) !== MARK || typeof both[1] !== 'number')
    return undefined;
  return isMarked(packet, right, both[1]);
}

const MARK = '{"meta":{"key":"mark"}}';

function matches(match: unknown, packet: Packet): Truth {
  if (!isNftObject(match)) return undefined;
  const { left, right, op } = match;
  const marked = markTruth(left, right, packet);
  if (marked !== undefined) return marked === (op !== '!=');
  const value = matchedValueOf(left, packet);
  if (value === undefined) return isOfSome(left) ? false : undefined;
  if (typeof right === 'string' && right.startsWith('@')) return undefined;
  return isAmong(value, right) === (op !== '!=');
}

/** How `meta mark set …` changes the mark; undefined where it becomes something that is not known here. */
function markChangeIn({ mangle }: NftJson): MarkChange | undefined {
  if (!isNftObject(mangle) || JSON.stringify(mangle['key']) !== MARK) return undefined;
  const { value } = mangle;
  if (typeof value === 'number') return { value, mask: WHOLE_MARK };
  const [sign, operands] = isNftObject(value) ? (Object.entries(value)[0] ?? []) : [];
  if (!Array.isArray(operands) || JSON.stringify(operands[0]) !== MARK) return undefined;
  const bits: unknown = operands[1];
  if (typeof bits !== 'number') return undefined;
  if (sign === '|') return { value: bits, mask: bits };
  if (sign === '&') return { value: 0, mask: ~bits >>> 0 };
  return sign === '^' ? { value: bits, mask: 0 } : undefined;
}

function readVerdict(expression: NftJson, packet: Packet): PacketVerdict | undefined {
  if ('accept' in expression) return 'accept';
  if ('drop' in expression || 'reject' in expression) return 'drop';
  if ('return' in expression) return 'return';
  if ('masquerade' in expression || 'snat' in expression) return 'masquerade';
  if ('dnat' in expression || 'redirect' in expression) return 'redirect';
  if ('notrack' in expression) return 'notrack';
  const { jump, goto: aim, xt, vmap } = expression;
  if (isNftObject(jump)) return { jump: String(jump['target']) };
  if (isNftObject(aim)) return { goto: String(aim['target']) };
  // iptables-nft keeps its own targets and matches, of which nft only knows the name.
  if (isNftObject(xt) && xt['name'] === 'REJECT') return 'drop';
  return isNftObject(vmap) ? readMap(vmap, packet) : undefined;
}

/** A verdict by value: `ct state vmap { established : accept }`. */
function readMap(vmap: NftJson, packet: Packet): PacketVerdict | undefined {
  const value = matchedValueOf(vmap['key'], packet);
  const entries = isNftObject(vmap['data']) ? vmap['data']['set'] : undefined;
  if (value === undefined || !Array.isArray(entries)) return undefined;
  const entry = entries.filter(Array.isArray).find(([key]) => isAmong(value, key));
  const verdict: unknown = entry?.[1];
  return isNftObject(verdict) ? readVerdict(verdict, packet) : undefined;
}

/** Whether it is one of iptables-nft's own matches or targets, of which nft knows the name at most (null: nft 1.0.6). */
const isUnread = (expression: NftJson): boolean => {
  if (!('xt' in expression)) return LIMITS.some((key) => key in expression);
  const { xt } = expression;
  return !isNftObject(xt) || (xt['type'] === 'match' && xt['name'] !== 'comment');
};

/** What holds for some packets only, by how many there were. */
const LIMITS = ['limit', 'quota', 'ct count'];

/** A rule that ends with something unread may refuse, as iptables' REJECT does. */
const mayRefuse = (last: NftJson | undefined): boolean =>
  last !== undefined && 'xt' in last && !isNftObject(last['xt']);

const truthOf = (expression: NftJson, packet: Packet): Truth => {
  if ('match' in expression) return matches(expression['match'], packet);
  return isUnread(expression) ? undefined : true;
};

function verdictOf(expressions: readonly NftJson[], packet: Packet): [PacketVerdict, Truth] | undefined {
  const held: Truth[] = [];
  for (const expression of expressions) {
    held.push(truthOf(expression, packet));
    const verdict = readVerdict(expression, packet);
    if (verdict !== undefined) return [verdict, allTrue(held)];
  }
  const [change] = expressions.flatMap((expression) => markChangeIn(expression) ?? []);
  if (change !== undefined) return [{ mark: change }, allTrue(held)];
  return mayRefuse(expressions.at(-1)) ? ['drop', allTrue(held)] : undefined;
}

/** A match with the elements of the set that it names, where they are known. */
function withElements(expression: NftJson, sets: ReadonlyMap<string, NftSet>): NftJson {
  const { match } = expression;
  const name = isNftObject(match) ? match['right'] : undefined;
  const set = typeof name === 'string' && name.startsWith('@') ? sets.get(name.slice(1)) : undefined;
  return isNftObject(match) && set !== undefined
    ? { match: { ...match, right: { set: set.elements } } }
    : expression;
}

function ruleOf({ expr, handle }: NftTable['rules'][number], sets: ReadonlyMap<string, NftSet>): FilterRule {
  const expressions = expr.map((expression) => withElements(expression, sets));
  return (packet) => {
    const [verdict, held] = verdictOf(expressions, packet) ?? [];
    if (verdict === undefined || held === false) return undefined;
    return {
      verdict,
      isSure: held === true,
      rule: handle === undefined ? 'a rule' : `rule with handle ${handle}`,
    };
  };
}

/** The chains of a table at a hook. */
export function nftFilterChains(
  { chains: all, rules, sets = [] }: NftTable,
  at: PacketHook = 'forward',
): FilterChain[] {
  const byName = new Map(sets.map((set) => [set.name, set]));
  const chains = chainsByName(
    all.map(({ name }) => name),
    rules,
    { chainOf: ({ chain }) => chain, read: (rule) => ruleOf(rule, byName) },
  );
  return all
    .filter(({ hook }) => hook === at)
    .map(({ family, table, name, policy, type, links }) => ({
      engine: 'nft',
      family: family as FilterChain['family'],
      table,
      name,
      ...(type === 'nat' ? { isNat: true as const } : {}),
      ...(links === undefined ? {} : { links }),
      policy: policy === 'drop' ? 'drop' : 'accept',
      chains,
    }));
}
