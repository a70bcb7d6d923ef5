import type { NftTable } from '../../host/index.ts';
import {
  type Address,
  addressToNumber,
  familyOf,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixContainsAddress,
} from '../../net/index.ts';
import {
  allTrue,
  chainsByName,
  type FilterChain,
  type FilterRule,
  isArriving,
  isLinkNamed,
  isMarked,
  type Packet,
  type PacketHook,
  type PacketVerdict,
  packetProtocol,
  type Truth,
} from './packet.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Whether a left side is of a protocol, of which pods' packets may be or not, or of the other family. */
const isOfSome = (left: unknown): boolean => {
  const { payload, meta, exthdr } = isObject(left) ? left : {};
  if (/"payload":\{"protocol":"(?!ip6?")/.test(JSON.stringify(left))) return true;
  return isObject(payload) || isObject(exthdr) || (isObject(meta) && meta['key'] === 'l4proto');
};

/** What a packet has for the left side of a match; undefined where that is not known here. */
function fieldOf(left: unknown, packet: Packet): string | undefined {
  const { iif, oif, source, destination, isReply } = packet;
  const port = packet.udpPort ?? packet.tcpPort;
  const key = JSON.stringify(left);
  const family = familyOf(source) === 4 ? 'ip' : 'ip6';
  const values: Readonly<Record<string, string>> = {
    '{"meta":{"key":"iifname"}}': iif,
    '{"meta":{"key":"oifname"}}': oif,
    '{"meta":{"key":"iif"}}': iif,
    '{"meta":{"key":"oif"}}': oif,
    '{"meta":{"key":"nfproto"}}': family === 'ip' ? 'ipv4' : 'ipv6',
    '{"ct":{"key":"state"}}': isReply ? 'established' : 'new',
    '{"ct":{"key":"direction"}}': isReply ? 'reply' : 'original',
    // No address of a new connection is translated yet.
    '{"ct":{"key":"status"}}': 'none',
    '{"meta":{"key":"pkttype"}}': 'host',
    '{"fib":{"result":"type","flags":["saddr"]}}': 'unicast',
    '{"fib":{"result":"type","flags":["daddr"]}}': isArriving(packet) ? 'local' : 'unicast',
    '{"fib":{"result":"type","flags":"daddr"}}': isArriving(packet) ? 'local' : 'unicast',
    ...protocolFields(packet, family),
    ...(port === undefined
      ? {}
      : {
          [`{"payload":{"protocol":"${packetProtocol(packet)}","field":"dport"}}`]: `${port}`,
          '{"payload":{"protocol":"th","field":"dport"}}': `${port}`,
        }),
    [`{"payload":{"protocol":"${family}","field":"saddr"}}`]: source,
    [`{"payload":{"protocol":"${family}","field":"daddr"}}`]: destination,
  };
  return values[key];
}

/** What a packet of a known protocol has for it. */
function protocolFields(packet: Packet, family: 'ip' | 'ip6'): Readonly<Record<string, string>> {
  const protocol = packetProtocol(packet);
  if (protocol === undefined) return {};
  const echo = packet.isReply ? 'echo-reply' : 'echo-request';
  return {
    '{"meta":{"key":"l4proto"}}': protocol,
    [`{"payload":{"protocol":"${family}","field":"${family === 'ip' ? 'protocol' : 'nexthdr'}"}}`]: protocol,
    ...(protocol === 'udp' || protocol === 'tcp'
      ? {}
      : { [`{"payload":{"protocol":"${family === 'ip' ? 'icmp' : 'icmpv6'}","field":"type"}}`]: echo }),
  };
}

function isInRange(address: Address, [from, to]: readonly unknown[]): boolean {
  const [low, high] = [from, to].map((end) => parseAddress(String(end)));
  if (low === undefined || high === undefined || familyOf(low) !== familyOf(address)) return false;
  const value = addressToNumber(address);
  return addressToNumber(low) <= value && value <= addressToNumber(high);
}

/** Whether a value is what the right side names: itself, a prefix, a range, or one of several. */
function isAmong(value: string, right: unknown): boolean {
  if (Array.isArray(right)) return right.some((one) => isAmong(value, one));
  if (typeof right === 'number') return value === `${right}`;
  if (!isObject(right)) return typeof right === 'string' && isLinkNamed(value, right);
  if (Array.isArray(right['set'])) return isAmong(value, right['set']);
  if (/^\d+$/.test(value) && Array.isArray(right['range'])) {
    const [low, high] = right['range'].map(Number);
    return low !== undefined && high !== undefined && low <= Number(value) && Number(value) <= high;
  }
  const address = parseAddress(value);
  if (address === undefined) return false;
  if (Array.isArray(right['range'])) return isInRange(address, right['range']);
  const { addr, len } = isObject(right['prefix']) ? right['prefix'] : {};
  const prefix: Prefix | undefined = parsePrefix(`${addr}/${len}`);
  return prefix !== undefined && prefixContainsAddress(prefix, address);
}

/** Whether its mark, or some bits of that, are so; undefined where the mark is not known, or something else is asked. */
function markTruth(left: unknown, right: unknown, packet: Packet): Truth {
  if (typeof right !== 'number') return undefined;
  if (JSON.stringify(left) === MARK) return isMarked(packet, right, 0xffff_ffff);
  const both = isObject(left) ? left['&'] : undefined;
  if (!Array.isArray(both) || JSON.stringify(both[0]) !== MARK || typeof both[1] !== 'number')
    return undefined;
  return isMarked(packet, right, both[1]);
}

const MARK = '{"meta":{"key":"mark"}}';

function matches(match: unknown, packet: Packet): Truth {
  if (!isObject(match)) return undefined;
  const { left, right, op } = match;
  const marked = markTruth(left, right, packet);
  if (marked !== undefined) return marked === (op !== '!=');
  const value = fieldOf(left, packet);
  if (value === undefined) return isOfSome(left) ? false : undefined;
  if (typeof right === 'string' && right.startsWith('@')) return undefined;
  return isAmong(value, right) === (op !== '!=');
}

function readVerdict(expression: Json, packet: Packet): PacketVerdict | undefined {
  if ('accept' in expression) return 'accept';
  if ('drop' in expression || 'reject' in expression) return 'drop';
  if ('return' in expression) return 'return';
  if ('masquerade' in expression || 'snat' in expression) return 'masquerade';
  if ('dnat' in expression || 'redirect' in expression) return 'redirect';
  if ('notrack' in expression) return 'notrack';
  const { jump, goto: aim, xt, vmap } = expression;
  if (isObject(jump)) return { jump: String(jump['target']) };
  if (isObject(aim)) return { goto: String(aim['target']) };
  // iptables-nft keeps its own targets and matches, of which nft only knows the name.
  if (isObject(xt) && xt['name'] === 'REJECT') return 'drop';
  return isObject(vmap) ? readMap(vmap, packet) : undefined;
}

/** A verdict by value: `ct state vmap { established : accept }`. */
function readMap(vmap: Json, packet: Packet): PacketVerdict | undefined {
  const value = fieldOf(vmap['key'], packet);
  const entries = isObject(vmap['data']) ? vmap['data']['set'] : undefined;
  if (value === undefined || !Array.isArray(entries)) return undefined;
  const entry = entries.filter(Array.isArray).find(([key]) => isAmong(value, key));
  const verdict: unknown = entry?.[1];
  return isObject(verdict) ? readVerdict(verdict, packet) : undefined;
}

/** Whether it is one of iptables-nft's own matches or targets, of which nft knows the name at most (null: nft 1.0.6). */
const isUnread = (expression: Json): boolean => {
  if (!('xt' in expression)) return LIMITS.some((key) => key in expression);
  const { xt } = expression;
  return !isObject(xt) || (xt['type'] === 'match' && xt['name'] !== 'comment');
};

/** What holds for some packets only, by how many there were. */
const LIMITS = ['limit', 'quota', 'ct count'];

/** A rule that ends with something unread may refuse, as iptables' REJECT does. */
const mayRefuse = (last: Json | undefined): boolean =>
  last !== undefined && 'xt' in last && !isObject(last['xt']);

const truthOf = (expression: Json, packet: Packet): Truth => {
  if ('match' in expression) return matches(expression['match'], packet);
  return isUnread(expression) ? undefined : true;
};

function verdictOf(expressions: readonly Json[], packet: Packet): [PacketVerdict, Truth] | undefined {
  const held: Truth[] = [];
  for (const expression of expressions) {
    held.push(truthOf(expression, packet));
    const verdict = readVerdict(expression, packet);
    if (verdict !== undefined) return [verdict, allTrue(held)];
  }
  return mayRefuse(expressions.at(-1)) ? ['drop', allTrue(held)] : undefined;
}

const ruleOf =
  ({ expr, handle }: NftTable['rules'][number]): FilterRule =>
  (packet) => {
    const [verdict, held] = verdictOf(expr, packet) ?? [];
    if (verdict === undefined || held === false) return undefined;
    return {
      verdict,
      isSure: held === true,
      rule: handle === undefined ? 'a rule' : `rule with handle ${handle}`,
    };
  };

/** The chains of a table at a hook. */
export function nftFilterChains({ chains: all, rules }: NftTable, at: PacketHook = 'forward'): FilterChain[] {
  const chains = chainsByName(
    all.map(({ name }) => name),
    rules,
    { chainOf: ({ chain }) => chain, read: ruleOf },
  );
  return all
    .filter(({ hook }) => hook === at)
    .map(({ family, table, name, policy, type }) => ({
      engine: 'nft',
      family: family as FilterChain['family'],
      table,
      name,
      ...(type === 'nat' ? { isNat: true as const } : {}),
      policy: policy === 'drop' ? 'drop' : 'accept',
      chains,
    }));
}
