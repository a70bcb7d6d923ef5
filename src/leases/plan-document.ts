import { type BackendConfig, leaseRules } from '../backends/index.ts';
import type { NodeFamily, PlanNode } from '../flannel/index.ts';
import type { SubnetPlan as SubnetPlanDocument } from '../generated/types.d.ts';
import { FAMILY_NAMES, type FamilyName } from '../net/index.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { dataText } from './explicit-data.ts';
import { NODE_KEYS } from './keys.ts';
import { networksOf } from './network.ts';
import type { SubnetPlan } from './types.ts';

type NodeDocument = SubnetPlanDocument['nodes'][number];

/** The capacity of a plan's network, and how much of it is used. */
export const planCapacity = ({ netConf, nodes }: SubnetPlan): Capacity =>
  capacityOf(networksOf(netConf), nodes.length);

/** A node with its keys in the order of written plans: each value in both families, those of its backend last. */
export function nodeDocument(node: PlanNode, backend: BackendConfig): NodeDocument {
  const document: Record<string, unknown> & NodeDocument = { name: node.name };
  const write = (keyOf: (family: FamilyName) => string, valueIn: (own: NodeFamily) => unknown): void => {
    for (const family of FAMILY_NAMES) {
      const own = node[family];
      const value = own && valueIn(own);
      if (value !== undefined) document[keyOf(family)] = value;
    }
  };
  write(
    (family) => NODE_KEYS[family].publicIP,
    ({ publicIP }) => publicIP,
  );
  write(
    (family) => NODE_KEYS[family].subnet,
    ({ subnet }) => subnet,
  );
  const rules = leaseRules(backend.type);
  if (rules?.shared !== undefined) document[rules.shared.key] = rules.shared.of(backend);
  if (rules !== undefined)
    write(
      (family) => rules.keys[family],
      (own) => dataText(backend, own),
    );
  return document;
}

/** A plan as a document (schemas/subnet-plan.schema.json). */
export const planDocument = (plan: SubnetPlan): SubnetPlanDocument => ({
  kind: 'SubnetPlan',
  netConf: plan.netConfSource as SubnetPlanDocument['netConf'],
  nodes: plan.nodes.map((node) => nodeDocument(node, plan.netConf.backend)),
  capacity: planCapacity(plan),
});
