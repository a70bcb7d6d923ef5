import type { PlanNode } from '../flannel/index.ts';
import type { SubnetPlan as SubnetPlanDocument } from '../generated/types.d.ts';
import { FAMILY_NAMES, type FamilyName } from '../net/index.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { NODE_KEYS } from './keys.ts';
import { networksOf, vniOf } from './network.ts';
import type { SubnetPlan } from './types.ts';

type NodeDocument = SubnetPlanDocument['nodes'][number];

/** How much a plan's network holds, and how much of it the plan gives out. */
export const planCapacity = ({ netConf, nodes }: SubnetPlan): Capacity =>
  capacityOf(networksOf(netConf), nodes.length);

/** One of a node's values in both families, by the keys that documents have for it. */
const values = (node: PlanNode, value: 'publicIP' | 'subnet' | 'vtepMac'): Partial<NodeDocument> =>
  Object.fromEntries(
    FAMILY_NAMES.flatMap((family: FamilyName) => {
      const text = node[family]?.[value];
      return text === undefined ? [] : [[NODE_KEYS[family][value], text]];
    }),
  );

/** A plan as the document that is kept and read (schemas/subnet-plan.schema.json). */
export function planDocument(plan: SubnetPlan): SubnetPlanDocument {
  const vni = vniOf(plan.netConf);
  return {
    kind: 'SubnetPlan',
    netConf: plan.netConfSource as SubnetPlanDocument['netConf'],
    nodes: plan.nodes.map((node) => ({
      name: node.name,
      ...values(node, 'publicIP'),
      ...values(node, 'subnet'),
      ...(vni === undefined ? {} : { vni }),
      ...values(node, 'vtepMac'),
    })),
    capacity: planCapacity(plan),
  };
}
