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
import { type FilterRule, type ForwardChain, isLinkNamed, type Packet, type Verdict } from './packet.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** What a packet has for the left side of a match; undefined where that is not known here. */
function fieldOf(left: unknown, { iif, oif, source, destination, udpPort }: Packet): string | undefined {
  const key = JSON.stringify(left);
  const family = familyOf(source) === 4 ? 'ip' : 'ip6';
  const values: Readonly<Record<string, string>> = {
    '{"meta":{"key":"iifname"}}': iif,
    '{"meta":{"key":"oifname"}}': oif,
    '{"meta":{"key":"iif"}}': iif,
    '{"meta":{"key":"oif"}}': oif,
    '{"meta":{"key":"nfproto"}}': family === 'ip' ? 'ipv4' : 'ipv6',
    '{"ct":{"key":"state"}}': 'new',
    ...(udpPort === undefined
      ? {}
      : {
          '{"meta":{"key":"l4proto"}}': 'udp',
          [`{"payload":{"protocol":"${family}","field":"${family === 'ip' ? 'protocol' : 'nexthdr'}"}}`]:
            'udp',
          '{"payload":{"protocol":"udp","field":"dport"}}': `${udpPort}`,
          '{"payload":{"protocol":"th","field":"dport"}}': `${udpPort}`,
        }),
    [`{"payload":{"protocol":"${family}","field":"saddr"}}`]: source,
    [`{"payload":{"protocol":"${family}","field":"daddr"}}`]: destination,
  };
  return values[key];
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

function matches(match: unknown, packet: Packet): boolean {
  if (!isObject(match)) return false;
  const value = fieldOf(match['left'], packet);
  if (value === undefined || (typeof match['right'] === 'string' && match['right'].startsWith('@')))
    return false;
  return isAmong(value, match['right']) === (match['op'] !== '!=');
}

function readVerdict(expression: Json, packet: Packet): Verdict | undefined {
  if ('accept' in expression) return 'accept';
  if ('drop' in expression || 'reject' in expression) return 'drop';
  if ('return' in expression) return 'return';
  const { jump, goto: aim, xt, vmap } = expression;
  if (isObject(jump)) return { jump: String(jump['target']) };
  if (isObject(aim)) return { goto: String(aim['target']) };
  // iptables-nft keeps its own targets and matches, of which nft only knows the name.
  if (isObject(xt) && xt['name'] === 'REJECT') return 'drop';
  return isObject(vmap) ? readMap(vmap, packet) : undefined;
}

/** A verdict by value: `ct state vmap { established : accept }`. */
function readMap(vmap: Json, packet: Packet): Verdict | undefined {
  const value = fieldOf(vmap['key'], packet);
  const entries = isObject(vmap['data']) ? vmap['data']['set'] : undefined;
  if (value === undefined || !Array.isArray(entries)) return undefined;
  const entry = entries.filter(Array.isArray).find(([key]) => isAmong(value, key));
  const verdict: unknown = entry?.[1];
  return isObject(verdict) ? readVerdict(verdict, packet) : undefined;
}

/** Matches of iptables-nft that are no condition. */
const isUnread = ({ xt }: Json): boolean =>
  isObject(xt) && xt['type'] === 'match' && xt['name'] !== 'comment';

const ruleOf =
  (expressions: readonly Json[]): FilterRule =>
  (packet) => {
    for (const expression of expressions) {
      if (isUnread(expression)) return undefined;
      if ('match' in expression) {
        if (!matches(expression['match'], packet)) return undefined;
        continue;
      }
      const verdict = readVerdict(expression, packet);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  };

/** The chains of a table at the forward or input hook. */
export function nftForwardChains(
  { chains: all, rules }: NftTable,
  at: 'forward' | 'input' = 'forward',
): ForwardChain[] {
  const chains = new Map(
    all.map(({ name }) => [
      name,
      rules.filter(({ chain }) => chain === name).map(({ expr }) => ruleOf(expr)),
    ]),
  );
  return all
    .filter(({ hook }) => hook === at)
    .map(({ family, table, name, policy }) => ({
      engine: 'nft',
      family: family as ForwardChain['family'],
      table,
      name,
      policy: policy === 'drop' ? 'drop' : 'accept',
      chains,
    }));
}
