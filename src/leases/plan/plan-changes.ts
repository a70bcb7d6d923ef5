import { isDeepStrictEqual } from 'node:util';
import type { PlanNode } from '../../flannel/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import type { SubnetPlan } from '../types.ts';

/** The differences between the nodes of two plans. */
export interface PlanChanges {
  readonly added: readonly PlanNode[];
  readonly removed: readonly PlanNode[];
  /** Nodes with the same subnet and other differences. */
  readonly changed: readonly { readonly before: PlanNode; readonly after: PlanNode }[];
  readonly unchanged: number;
}

/** Compares the nodes of two plans by their names. */
export function planChanges(previous: SubnetPlan, plan: SubnetPlan): PlanChanges {
  const before = new Map(previous.nodes.map((node) => [node.name, node]));
  const after = new Set(plan.nodes.map(({ name }) => name));
  const changed = plan.nodes.flatMap((node) => {
    const old = before.get(node.name);
    return old === undefined || isSameNode(old, node) ? [] : [{ before: old, after: node }];
  });
  const added = plan.nodes.filter(({ name }) => !before.has(name));
  return {
    added,
    removed: previous.nodes.filter(({ name }) => !after.has(name)),
    changed,
    unchanged: plan.nodes.length - added.length - changed.length,
  };
}

/** Whether two versions of a node are the same to its peers. */
export const isSameNode = (a: PlanNode, b: PlanNode): boolean =>
  a === b ||
  FAMILY_NAMES.every((family) => {
    const [own, other] = [a[family], b[family]];
    return (
      own?.publicIP === other?.publicIP &&
      own?.subnet === other?.subnet &&
      isDeepStrictEqual(own?.data, other?.data)
    );
  });
