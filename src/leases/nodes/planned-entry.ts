import type { NetConf } from '../../config/index.ts';
import type { PlanNode } from '../../flannel/index.ts';
import { inFamilies } from '../in-families.ts';
import type { NodeRequest } from '../types.ts';
import { derivedData } from './explicit-data.ts';

/** A node that has its subnets already, as a node of a plan; lease data that it lacks follows from its subnets. */
export const plannedEntry = (request: NodeRequest, { backend }: NetConf): PlanNode => ({
  name: request.name,
  ...inFamilies((family) => {
    const { publicIP, pin, data = pin && derivedData(backend, pin) } = request[family] ?? {};
    return publicIP && pin && { publicIP, subnet: pin, ...(data && { data }) };
  }),
});

/** What a record requests, without its other values. */
export const requestIn = ({ name, ipv4, ipv6 }: NodeRequest): NodeRequest => ({
  name,
  ...(ipv4 && { ipv4 }),
  ...(ipv6 && { ipv6 }),
});

/** A node of a plan as a request for all that it has: the inverse. */
export const requestFor = (node: PlanNode): NodeRequest => ({
  name: node.name,
  ...inFamilies((family) => {
    const { publicIP, subnet, data } = node[family] ?? {};
    return publicIP && { publicIP, ...(subnet && { pin: subnet }), ...(data && { data }) };
  }),
});
