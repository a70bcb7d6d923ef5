import type { NetConf } from '../../config/index.ts';
import type { NodeFamily, PlanNode } from '../../flannel/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import { dataText, explicitData } from '../nodes/explicit-data.ts';
import { isRequestOf } from '../nodes/requests.ts';
import type { FamilyRequest, NodeRequest, SubnetPlan } from '../types.ts';

/**
 * Whether each of these nodes requests, in the plan's network, what it has in the plan, and no node has left: then
 * `makePlan` would make the same plan, at ten times the cost.
 */
export function isPlanOf(plan: SubnetPlan, nodes: readonly NodeRequest[]): boolean {
  if (plan.nodes.length !== nodes.length) return false;
  const requests = new Map(nodes.map((node) => [node.name, node]));
  return plan.nodes.every((node) => hasRequested(node, requests.get(node.name), plan.netConf));
}

const hasRequested = (node: PlanNode, request: NodeRequest | undefined, netConf: NetConf): boolean =>
  request !== undefined &&
  (isRequestOf(request, node) ||
    FAMILY_NAMES.every((family) => isRequested(node[family], request[family], netConf)));

function isRequested(
  own: NodeFamily | undefined,
  request: FamilyRequest | undefined,
  { backend }: NetConf,
): boolean {
  if (own === undefined || request === undefined) return own === request;
  if (own.publicIP !== request.publicIP || own.subnet !== request.pin) return false;
  const data = explicitData(own, backend);
  if (data === undefined || request.data === undefined) return data === request.data;
  return dataText(backend, { data }) === dataText(backend, request);
}
