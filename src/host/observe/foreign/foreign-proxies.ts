import { familyOf } from '../../../net/index.ts';
import type { Dependent } from '../../../state/index.ts';
import { type Item, isEmpty, required, text } from '../json/fields.ts';
import { toAddress, toLinkName } from '../json/names.ts';

function readProxy(item: Item): Dependent[] {
  const dst = toAddress(required(text, item, 'dst'));
  const dev = toLinkName(text(item, 'dev'));
  const protocol = text(item, 'protocol');
  if (dst === undefined || dev === undefined) return [];
  const foreign = { kind: 'proxy' as const, dst, dev, ...(protocol === undefined ? {} : { protocol }) };
  const needs = [`link ${dev}`, `up ${dev}`, `ipv${familyOf(dst)} ${dev}`] as const;
  return [{ foreign, needs, offers: [] }];
}

/**
 * Addresses that a link answers for, out of `ip -N -j neigh show proxy`: they go when it is down, or without its family.
 * One that every link answers for has none in it.
 */
export const readProxies = (list: readonly Item[]): Dependent[] =>
  list.filter((item) => !isEmpty(item)).flatMap(readProxy);
