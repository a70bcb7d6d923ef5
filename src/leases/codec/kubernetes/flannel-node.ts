import { ANNOTATIONS } from '../../../flannel/index.ts';
import type { FamilyName } from '../../../net/index.ts';
import { nodeAt, parseEmbedded, type SourceNode, textOf } from '../../../text/index.ts';
import { readLease, type WrittenFamily } from '../lease.ts';
import type { Refusals } from '../refusals.ts';
import type { KubernetesNode, SourceEntry } from '../types.ts';
import { podSubnets } from './pod-cidrs.ts';

/** Reads a node on which flanneld runs: its annotations are its lease (flannel-facts 4.2, 4.4). */
export function readFlannelNode(
  node: KubernetesNode,
  annotations: SourceNode | undefined,
  base: string,
  refusals: Refusals,
): SourceEntry | undefined {
  const { name, called, place } = node;
  const subnets = podSubnets(node, refusals);
  if (subnets === undefined) return undefined;
  if (subnets.ipv4 === undefined && subnets.ipv6 === undefined)
    return refusals.refuse(place, `${called} pod cidr not assigned`);
  const family = (of: FamilyName): WrittenFamily => {
    const address = textAt(annotations, base + ANNOTATIONS[of].publicIP);
    const data = textAt(annotations, base + ANNOTATIONS[of].backendData);
    const parsed = data && parseEmbedded(place.source, data.node);
    const [fault] = parsed?.problems ?? [];
    return {
      ...(address && { publicIP: address }),
      ...(parsed?.root && { data: parsed.root }),
      ...(fault && { dataFault: fault }),
    };
  };
  const ipv4 = { ...(subnets.ipv4 && { subnet: subnets.ipv4 }), ...family('ipv4') };
  const ipv6 = { ...(subnets.ipv6 && { subnet: subnets.ipv6 }), ...family('ipv6') };
  const backendType = textAt(annotations, base + ANNOTATIONS.backendType)?.text ?? '';
  const lease = { name, called, place, source: place.source, backendType, ipv4, ipv6 };
  const entry = readLease(lease, refusals);
  const created = Date.parse(textOf(nodeAt(node.item, ['metadata']), 'creationTimestamp') ?? '');
  return entry && { ...entry, ...(Number.isFinite(created) && { created }) };
}

/** The value of an annotation, which is always a text. */
export function textAt(annotations: SourceNode | undefined, key: string) {
  const node = annotations && nodeAt(annotations, [key]);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? { node, text: node.value } : undefined;
}
