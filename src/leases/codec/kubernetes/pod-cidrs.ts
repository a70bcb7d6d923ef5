import type { LeaseSubnets } from '../../../flannel/index.ts';
import { type Prefix, parsePrefix, prefixFamily } from '../../../net/index.ts';
import { nodeAt, openingOf, quote } from '../../../text/index.ts';
import type { Refusals } from '../refusals.ts';
import type { KubernetesNode } from '../types.ts';

/**
 * A node's subnets: the first podCIDR of each family (flannel-facts 4.3, 4.4). Undefined if they have a problem,
 * which was reported.
 */
export function podSubnets(
  { called, item, place }: KubernetesNode,
  refusals: Refusals,
): LeaseSubnets | undefined {
  const written = cidrsOf(item);
  const texts = written.map((node) =>
    node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '',
  );
  const prefixes = texts.map((text) => parsePrefix(text));
  const bad = prefixes.indexOf(undefined);
  const at = written[bad];
  if (texts.length > 2 || at !== undefined) {
    const range = openingOf(at ?? written[0] ?? item);
    const why =
      at === undefined
        ? 'pod cidrs should be IPv4/IPv6 only or dualstack'
        : `pod cidr ${quote(texts[bad])} is not a CIDR`;
    return refusals.refuse({ ...place, range }, `${called} ${why}`);
  }
  const first = (family: number): Prefix | undefined =>
    prefixes.find((prefix) => prefix !== undefined && prefixFamily(prefix) === family);
  const [ipv4, ipv6] = [first(4), first(6)];
  return { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) };
}

function cidrsOf(item: KubernetesNode['item']): readonly KubernetesNode['item'][] {
  const many = nodeAt(item, ['spec', 'podCIDRs']);
  if (many?.kind === 'array' && many.items.length > 0) return many.items;
  const one = nodeAt(item, ['spec', 'podCIDR']);
  return one === undefined || (one.kind === 'scalar' && !one.value) ? [] : [one];
}
