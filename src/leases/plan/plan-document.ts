import { type BackendConfig, leaseRules } from '../../backends/index.ts';
import type { PlanNode } from '../../flannel/index.ts';
import type { SubnetPlan as SubnetPlanDocument } from '../../generated/types.d.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import { NODE_KEYS } from '../keys.ts';
import { networksOf } from '../subnets/network.ts';
import type { SubnetPlan } from '../types.ts';
import { type Capacity, capacityOf } from './capacity.ts';

type NodeDocument = SubnetPlanDocument['nodes'][number];

/** The capacity of a plan's network, and how much of it is used. */
export const planCapacity = ({ netConf, nodes }: SubnetPlan): Capacity =>
  capacityOf(networksOf(netConf), nodes.length);

/** A node with its keys in the order of written plans: each value in both families, those of its backend last. */
export function nodeDocument(node: PlanNode, backend: BackendConfig): NodeDocument {
  const document: Record<string, unknown> & NodeDocument = { name: node.name };
  const rules = leaseRules(backend.type);
  for (const family of FAMILY_NAMES) {
    const own = node[family];
    if (own !== undefined) document[NODE_KEYS[family].publicIP] = own.publicIP;
  }
  for (const family of FAMILY_NAMES) {
    const own = node[family];
    if (own !== undefined) document[NODE_KEYS[family].subnet] = own.subnet;
  }
  if (rules === undefined) return document;
  if (rules.shared !== undefined) document[rules.shared.key] = rules.shared.of(backend);
  for (const family of FAMILY_NAMES) {
    const data = node[family]?.data;
    if (data !== undefined) document[rules.keys[family]] = rules.text(data);
  }
  return document;
}

/** A plan as a document (schemas/subnet-plan.schema.json). */
export const planDocument = (plan: SubnetPlan): SubnetPlanDocument => ({
  kind: 'SubnetPlan',
  netConf: plan.netConfSource as SubnetPlanDocument['netConf'],
  nodes: plan.nodes.map((node) => nodeDocument(node, plan.netConf.backend)),
  capacity: planCapacity(plan),
});
