import type { PlanNode } from '../flannel/index.ts';
import { FAMILY_NAMES } from '../net/index.ts';
import { compareRanges, rangeOf } from './subnets.ts';

/** The order of a plan's nodes: by IPv4 subnet, then those without by IPv6 subnet. For sorting. */
export function byPlace(a: PlanNode, b: PlanNode): number {
  for (const family of FAMILY_NAMES) {
    const [own, other] = [a[family]?.subnet, b[family]?.subnet];
    if (own !== undefined && other !== undefined) return compareRanges(rangeOf(own), rangeOf(other));
    if (own !== other) return own === undefined ? 1 : -1;
  }
  return 0;
}
