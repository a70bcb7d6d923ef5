import { parsePrefix } from '../../net/index.ts';
import { given, type Item, number, text } from '../observe/fields.ts';
import type { PolicyRule } from './types.ts';

/** What else a rule may ask of a packet. */
const SELECTORS = ['fwmark', 'oif', 'tos', 'ipproto', 'sport', 'dport', 'uid_start', 'l3mdev', 'not'];

function prefixAt(item: Item, key: 'src' | 'dst'): string | undefined {
  const [address, length] = [text(item, key), number(item, `${key}len`)];
  if (address === undefined || address === 'all') return undefined;
  return `${address}/${length ?? (address.includes(':') ? 128 : 32)}`;
}

/** Parses `ip -N -j rule show`, in the order in which the kernel asks them. */
export const policyRulesOf = (list: readonly Item[]): PolicyRule[] =>
  list.map((item) => ({
    priority: number(item, 'priority') ?? 0,
    ...given<Pick<PolicyRule, 'table' | 'action' | 'to' | 'from' | 'iif'>>({
      table: text(item, 'table'),
      action: text(item, 'action'),
      to: parsePrefix(prefixAt(item, 'dst') ?? ''),
      from: parsePrefix(prefixAt(item, 'src') ?? ''),
      iif: text(item, 'iif'),
    }),
    isForAll: SELECTORS.every((selector) => !(selector in item)),
  }));
