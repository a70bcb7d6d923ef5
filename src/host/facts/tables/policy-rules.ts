import type { Family, Prefix } from '../../../net/index.ts';
import { given, type Item, isEmpty, number, text } from '../../observe/json/fields.ts';
import { readList } from '../../observe/json/json.ts';
import { toDestination } from '../../observe/json/names.ts';
import type { Fact } from '../fact.ts';
import { type ByBothFamilies, readBothFamilies } from './by-family.ts';
import { type DeadEnd, deadEndOf } from './route-types.ts';

/** A mark with the bits of it that are compared. */
interface MarkMatch {
  readonly value: number;
  readonly mask: number;
}

/** A rule of the routing policy database (ip-rule(8)), with all its selectors. */
export interface RoutingRule {
  readonly priority: number;
  readonly action: 'lookup' | 'goto' | 'nop' | DeadEnd;
  /** The number of the table, of a lookup. */
  readonly table?: string;
  /** The priority to go on at, of a goto. */
  readonly target?: number;
  readonly from?: Prefix;
  readonly to?: Prefix;
  readonly iif?: string;
  readonly oif?: string;
  readonly fwmark?: MarkMatch;
  /** Whether it is for all packets that its selectors do not match. */
  readonly not?: true;
  /** The lookup's result is dropped if its prefix is no longer than this. */
  readonly suppressPrefixLength?: number;
  /** Further selectors, by the words of ip-rule(8): of ports, users and the like. */
  readonly others: readonly string[];
}

/** Selectors that are told by name alone, by the keys of `ip -j`. */
const OTHERS: Readonly<Record<string, string>> = {
  tos: 'tos',
  ipproto: 'ipproto',
  sport: 'sport',
  sport_start: 'sport',
  dport: 'dport',
  dport_start: 'dport',
  uid_start: 'uidrange',
  l3mdev: 'l3mdev',
  tun_id: 'tun_id',
  suppress_ifgroup: 'suppress_ifgroup',
};

function actionOf(item: Item): RoutingRule['action'] {
  if ('goto' in item) return 'goto';
  if ('nop' in item) return 'nop';
  return deadEndOf(text(item, 'action')) ?? 'lookup';
}

function prefixAt(item: Item, key: 'src' | 'dst', family: Family): Prefix | undefined {
  const [address, length] = [text(item, key), text(item, `${key}len`)];
  if (address === undefined || address === 'all') return undefined;
  return toDestination(length === undefined ? address : `${address}/${length}`, family);
}

const ALL_BITS = 0xffff_ffff;

function markOf(item: Item): MarkMatch | undefined {
  const value = text(item, 'fwmark');
  return value === undefined
    ? undefined
    : { value: Number(value), mask: Number(text(item, 'fwmask') ?? ALL_BITS) };
}

const ruleOf = (item: Item, family: Family): RoutingRule => ({
  priority: number(item, 'priority') ?? 0,
  action: actionOf(item),
  ...given<Omit<RoutingRule, 'priority' | 'action' | 'others'>>({
    table: text(item, 'table'),
    target: number(item, 'goto'),
    from: prefixAt(item, 'src', family),
    to: prefixAt(item, 'dst', family),
    iif: text(item, 'iif'),
    oif: text(item, 'oif'),
    fwmark: markOf(item),
    not: 'not' in item ? true : undefined,
    suppressPrefixLength: number(item, 'suppress_prefixlen'),
  }),
  others: [...new Set(Object.keys(item).flatMap((key) => OTHERS[key] ?? []))],
});

/** The rules that `ip -N -j rule show` lists, in the order in which the kernel asks them. */
export const routingRulesOf = (list: readonly Item[], family: Family): RoutingRule[] =>
  list.filter((item) => !isEmpty(item)).map((item) => ruleOf(item, family));

/** Reads the rules of a network namespace. @param enter the command that enters another than this one */
export const readRoutingRules = async (enter: readonly string[] = []): Promise<ByBothFamilies<RoutingRule>> =>
  readBothFamilies(async (family) =>
    readList([...enter, 'ip', `-${family}`, '-N', '-j', 'rule', 'show'], (list) =>
      routingRulesOf(list, family),
    ),
  );

/** The policy rules of each family, in the order in which the kernel asks them. */
export const routingRules: Fact<ByBothFamilies<RoutingRule>> = {
  name: 'policy rules',
  read: readRoutingRules,
};
