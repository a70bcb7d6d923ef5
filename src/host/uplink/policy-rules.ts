import { parsePrefix } from '../../net/index.ts';
import { given, type Item, number, text } from '../observe/fields.ts';
import type { PolicyRule } from './types.ts';

/** What else a rule may ask of a packet. */
const SELECTORS = ['fwmark', 'iif', 'oif', 'tos', 'ipproto', 'sport', 'dport', 'uid_start', 'l3mdev', 'not'];

function toOf(item: Item): string | undefined {
  const [dst, length] = [text(item, 'dst'), number(item, 'dstlen')];
  if (dst === undefined || dst === 'all') return undefined;
  return `${dst}/${length ?? (dst.includes(':') ? 128 : 32)}`;
}

/** Parses `ip -N -j rule show`, in the order in which the kernel asks them. */
export const policyRulesOf = (list: readonly Item[]): PolicyRule[] =>
  list.map((item) => ({
    priority: number(item, 'priority') ?? 0,
    ...given<Pick<PolicyRule, 'table' | 'action' | 'to'>>({
      table: text(item, 'table'),
      action: text(item, 'action'),
      to: parsePrefix(toOf(item) ?? ''),
    }),
    isForAll: text(item, 'src') === 'all' && SELECTORS.every((selector) => !(selector in item)),
  }));
