import { type Explanation, explainNetConf } from '../config/index.ts';
import type { PlanSummary } from '../generated/types.js';
import type { SubnetPlan } from '../leases/index.ts';

/** Explains a subnet plan: its nodes and its net-conf. */
export function explainPlan({ netConf, nodes }: SubnetPlan): Explanation<PlanSummary> {
  return {
    document: { kind: 'subnet-plan', nodes: nodes.length },
    rows: [['nodes', String(nodes.length)], ...explainNetConf(netConf).rows],
  };
}
