import { ANNOTATIONS } from '../../../flannel/index.ts';
import { FAMILY_OF, type Family, type FamilyName, familyOf, parseAddress } from '../../../net/index.ts';
import { nodeAt, type SourceNode, textOf } from '../../../text/index.ts';
import { readLease, type WrittenFamily } from '../lease.ts';
import type { Refusals } from '../refusals.ts';
import type { KubernetesNode, SourceEntry } from '../types.ts';
import { textAt } from './flannel-node.ts';
import { podSubnets } from './pod-cidrs.ts';

/**
 * Reads a node on which flanneld never ran, from its podCIDRs and InternalIPs. A user may have annotated another
 * public IP for flannel to publish. A node without podCIDRs has no subnet yet.
 */
export function readPlainNode(
  node: KubernetesNode,
  annotations: SourceNode | undefined,
  base: string,
  refusals: Refusals,
): SourceEntry | undefined {
  const { name, called, item, place } = node;
  const subnets = podSubnets(node, refusals);
  if (subnets === undefined) return undefined;
  const isAssigned = subnets.ipv4 !== undefined || subnets.ipv6 !== undefined;
  const family = (of: FamilyName): WrittenFamily => {
    const subnet = subnets[of];
    const keys = [ANNOTATIONS[of].publicIPOverwrite, ANNOTATIONS[of].nodePublicIP];
    if (isAssigned && subnet === undefined) return {};
    const [written] = keys.flatMap((key) => textAt(annotations, base + key) ?? []);
    const found = written ?? internalIP(item, FAMILY_OF[of]);
    return {
      ...(subnet && { subnet }),
      ...(found && { publicIP: found }),
    };
  };
  const [ipv4, ipv6] = [family('ipv4'), family('ipv6')];
  return readLease({ name, called, place, source: place.source, ipv4, ipv6 }, refusals);
}

/** The first InternalIP of a family among a node's addresses. */
function internalIP(item: SourceNode, family: Family) {
  const addresses = nodeAt(item, ['status', 'addresses']);
  for (const one of addresses?.kind === 'array' ? addresses.items : []) {
    if (textOf(one, 'type') !== 'InternalIP') continue;
    const found = textAt(one, 'address');
    const address = parseAddress(found?.text ?? '');
    if (found !== undefined && address !== undefined && familyOf(address) === family) return found;
  }
  return undefined;
}
