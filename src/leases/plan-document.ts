import { type BackendConfig, leaseRules } from '../backends/index.ts';
import type { PlanNode } from '../flannel/index.ts';
import type { SubnetPlan as SubnetPlanDocument } from '../generated/types.d.ts';
import { FAMILY_NAMES, type FamilyName } from '../net/index.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { dataText } from './explicit-data.ts';
import { NODE_KEYS } from './keys.ts';
import { networksOf } from './network.ts';
import type { SubnetPlan } from './types.ts';

type NodeDocument = SubnetPlanDocument['nodes'][number];

/** How much a plan's network holds, and how much of it the plan gives out. */
export const planCapacity = ({ netConf, nodes }: SubnetPlan): Capacity =>
  capacityOf(networksOf(netConf), nodes.length);

/** One of a node's values in both families, by the keys that documents have for it. */
const values = (
  keyOf: (family: FamilyName) => string,
  textOf: (family: FamilyName) => string | undefined,
): Partial<NodeDocument> =>
  Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const text = textOf(family);
      return text === undefined ? [] : [[keyOf(family), text]];
    }),
  );

/** What a node has of its backend's own: the value that all nodes share, and its lease data. */
function dataValues(node: PlanNode, backend: BackendConfig): Partial<NodeDocument> {
  const rules = leaseRules(backend.type);
  if (rules === undefined) return {};
  const { keys, shared } = rules;
  return {
    ...(shared && { [shared.key]: shared.of(backend) }),
    ...values(
      (family) => keys[family],
      (family) => dataText(backend, node[family] ?? {}),
    ),
  };
}

/** A plan as the document that is kept and read (schemas/subnet-plan.schema.json). */
export const planDocument = (plan: SubnetPlan): SubnetPlanDocument => ({
  kind: 'SubnetPlan',
  netConf: plan.netConfSource as SubnetPlanDocument['netConf'],
  nodes: plan.nodes.map((node) => ({
    name: node.name,
    ...values(
      (family) => NODE_KEYS[family].publicIP,
      (family) => node[family]?.publicIP,
    ),
    ...values(
      (family) => NODE_KEYS[family].subnet,
      (family) => node[family]?.subnet,
    ),
    ...dataValues(node, plan.netConf.backend),
  })),
  capacity: planCapacity(plan),
});
