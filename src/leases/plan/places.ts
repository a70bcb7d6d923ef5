import type { PlanNode } from '../../flannel/index.ts';
import { comparePrefixes, FAMILY_NAMES } from '../../net/index.ts';

/** Compares nodes of a plan by IPv4 subnet, then those without by IPv6 subnet. */
export function byPlace(a: PlanNode, b: PlanNode): number {
  for (const family of FAMILY_NAMES) {
    const [own, other] = [a[family]?.subnet, b[family]?.subnet];
    if (own !== undefined && other !== undefined) return comparePrefixes(own, other);
    if (own !== other) return own === undefined ? 1 : -1;
  }
  return 0;
}
