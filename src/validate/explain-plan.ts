import { type Explanation, explainNetConf } from '../config/index.ts';
import type { PlanSummary } from '../generated/types.js';
import type { SubnetPlan } from '../leases/index.ts';

/** What a subnet plan amounts to: its nodes, and what flannel makes of its net-conf. */
export function explainPlan({ netConf, nodes }: SubnetPlan): Explanation<PlanSummary> {
  return {
    document: { kind: 'subnet-plan', nodes: nodes.length },
    rows: [['nodes', String(nodes.length)], ...explainNetConf(netConf).rows],
  };
}
