import type { BackendConfig } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import { Failure, isError, type Problem } from '../../errors/index.ts';
import type { NodeFamily, PlanNode } from '../../flannel/index.ts';
import { counted } from '../../text/index.ts';
import { inFamilies } from '../in-families.ts';
import { type Conflict, type Locate, nowhere, subnetConflicts } from '../nodes/conflicts.ts';
import { chooseData, dataConflicts, type ExplicitData, explicitDataOf } from '../nodes/explicit-data.ts';
import { networksOf } from '../subnets/network.ts';
import type { NodeRequest, SubnetPlan } from '../types.ts';
import { type Assignment, assignSubnets } from './assign.ts';
import { byPlace } from './places.ts';

/**
 * Assigns every node a subnet of each family that it has a public IP of (`assignSubnets`), and the lease data of its
 * backend. The nodes' own values have been checked (`checkNodeList`). The order of the nodes doesn't matter. A
 * Failure `invalidConfig` names every conflict, or says how many nodes don't fit.
 */
export function makePlan(
  netConf: NetConf,
  netConfSource: unknown,
  nodes: readonly NodeRequest[],
  previous?: SubnetPlan,
  locate: Locate = nowhere,
): SubnetPlan {
  const networks = networksOf(netConf);
  refuse(
    networks.flatMap((network) => subnetConflicts(network, nodes, previous)),
    locate,
  );
  const subnets = assignSubnets(networks, nodes, previous);
  const { backend } = netConf;
  const explicit = inFamilies(
    (family) => netConf[family] && explicitDataOf(family, backend, nodes, previous),
  );
  const planned = nodes
    .map((node): PlanNode => {
      const own = inFamilies((family) => plannedFamily(node, subnets[family], explicit[family], backend));
      return { name: node.name, ...own };
    })
    .toSorted(byPlace);
  refuse(
    Object.values(explicit).flatMap((ofFamily) => dataConflicts(ofFamily, planned, backend)),
    locate,
  );
  return { netConf, netConfSource, nodes: planned };
}

function plannedFamily(
  node: NodeRequest,
  subnets: Assignment,
  explicit: ExplicitData | undefined,
  backend: BackendConfig,
): NodeFamily | undefined {
  if (explicit === undefined) return undefined;
  const publicIP = node[explicit.family]?.publicIP;
  const subnet = subnets.get(node.name);
  if (publicIP === undefined || subnet === undefined) return undefined;
  const data = chooseData(explicit, node.name, subnet, backend);
  return { publicIP, subnet, ...(data && { data }) };
}

function refuse(conflicts: readonly Conflict[], locate: Locate): void {
  if (conflicts.length === 0) return;
  const problems = conflicts.map(locate);
  throw new Failure('invalidConfig', noPlanFailure(problems), { problems });
}

/** The line below the problems for which no plan is made. */
export function noPlanFailure(problems: readonly Problem[]): string {
  const count = problems.filter(isError).length;
  return `no subnet plan can be made: ${counted(count, 'error')}`;
}
