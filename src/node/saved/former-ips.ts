import { type PlanNode, publicIPsOfNode } from '../../flannel/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';
import type { SavedNode } from './saved-node.ts';

/** More moves than this without a lease being published in between are not remembered. */
const REMEMBERED = 8;

/**
 * The public IPs that this node had with the subnets it has now, the latest first. A store may still have its record with
 * one of them: a node that was stopped after it was saved with another address, and before that was published, knows its
 * record by them.
 */
export function formerPublicIPs(record: SavedNode | undefined, node: PlanNode): readonly Address[] {
  const before = record?.plan.nodes.find(({ name }) => name === record.name);
  if (before === undefined || !hasSameSubnets(before, node)) return [];
  const now = publicIPsOfNode(node);
  const all = new Set([...publicIPsOfNode(before), ...(record?.formerPublicIPs ?? [])]);
  return [...all].filter((address) => !now.includes(address)).slice(0, REMEMBERED);
}

const hasSameSubnets = (one: PlanNode, other: PlanNode): boolean =>
  FAMILY_NAMES.every((family) => one[family]?.subnet === other[family]?.subnet);
