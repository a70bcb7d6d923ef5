import type { NetConf } from '../../config/index.ts';
import type { PlanNode } from '../../flannel/index.ts';
import type { FamilyName } from '../../net/index.ts';
import { inFamilies } from '../in-families.ts';
import { movedSubnet } from '../subnets/moved-subnet.ts';
import type { FamilyRequest, NodeRequest, SubnetPlan } from '../types.ts';
import { explicitData } from './explicit-data.ts';

/**
 * The nodes whose requests are for all that they have in their own network. By the request itself, and not a field of
 * it, because a copy with other values is not such a request any more.
 */
const nodesByRequest = new WeakMap<NodeRequest, PlanNode>();

/** Whether a request was made of this very node, in its own network, so that it need not be compared with it. */
export const isRequestOf = (request: NodeRequest, node: PlanNode): boolean =>
  nodesByRequest.get(request) === node;

/** The nodes of a plan as requests in a network that may differ from the plan's. */
export const requestsOf = (plan: Pick<SubnetPlan, 'netConf' | 'nodes'>, netConf: NetConf): NodeRequest[] =>
  plan.nodes.map((node) => {
    const request = {
      name: node.name,
      ...inFamilies((family) => requestOf(node, family, plan.netConf, netConf)),
    };
    if (plan.netConf === netConf) nodesByRequest.set(request, node);
    return request;
  });

/**
 * A node keeps its subnet and its explicit lease data. Derived data is derived again from the new subnet and
 * net-conf.
 */
function requestOf(
  node: PlanNode,
  family: FamilyName,
  before: NetConf,
  now: NetConf,
): FamilyRequest | undefined {
  const own = node[family];
  if (own === undefined || now[family] === undefined) return undefined;
  const data = before.backend.type === now.backend.type ? explicitData(own, before.backend) : undefined;
  const pin = movedSubnet(node.name, own.subnet, before[family], now[family]);
  return { publicIP: own.publicIP, pin, ...(data && { data }) };
}
