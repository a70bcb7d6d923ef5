import type { FamilyNetwork, NetConf } from '../config/index.ts';
import { Failure, isError, type Problem } from '../errors/index.ts';
import type { NodeName, Prefix } from '../net/index.ts';
import { type Conflict, type Locate, nowhere, subnetConflicts } from './conflicts.ts';
import { freeSubnets } from './free-subnets.ts';
import { chooseMac, explicitMacs, macConflicts } from './macs.ts';
import { NO_PLAN, planNetwork, vniOf } from './network.ts';
import { subnetCount, subnetIndex } from './subnets.ts';
import type { NodeRequest, SubnetPlan } from './types.ts';

/**
 * Gives every node a subnet: the one it had in the previous plan, else the one it is pinned to, else the first free
 * one, in byte order of the names. The nodes' own values have been checked (`checkNodeList`). The order of the
 * nodes doesn't matter. A Failure `invalidConfig` names every conflict, or says how many nodes don't fit.
 */
export function makePlan(
  netConf: NetConf,
  netConfSource: unknown,
  nodes: readonly NodeRequest[],
  previous?: SubnetPlan,
  locate: Locate = nowhere,
): SubnetPlan {
  const network = planNetwork(netConf);
  if (network === undefined) throw new Failure('invalidConfig', NO_PLAN.message, { hint: NO_PLAN.hint });
  refuse(subnetConflicts(network, nodes, previous), locate);
  const subnets = assign(network, nodes, previous);
  const explicit = explicitMacs(nodes, previous);
  const vni = vniOf(netConf);
  const planned = [...subnets]
    .map(([{ name, publicIP }, subnet]) => ({
      index: subnetIndex(network, subnet),
      node: {
        name,
        publicIP,
        subnet,
        ...(vni === undefined ? {} : { vtepMac: chooseMac(explicit, name, subnet, vni) }),
      },
    }))
    .sort((a, b) => a.index - b.index)
    .map(({ node }) => node);
  refuse(macConflicts(explicit, planned), locate);
  return { netConf, netConfSource, nodes: planned };
}

function refuse(conflicts: readonly Conflict[], locate: Locate): void {
  if (conflicts.length === 0) return;
  const problems = conflicts.map(locate);
  throw new Failure('invalidConfig', noPlanBecause(problems), { problems });
}

function assign(
  network: FamilyNetwork,
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): ReadonlyMap<NodeRequest, Prefix> {
  const before = new Map(previous?.nodes.map(({ name, subnet }) => [name, subnet]));
  const subnets = new Map<NodeRequest, Prefix>();
  for (const node of nodes) {
    const settled = before.get(node.name) ?? node.pin;
    if (settled !== undefined) subnets.set(node, settled);
  }
  const free = freeSubnets(network, [...subnets.values()]);
  const unsettled = nodes.filter((node) => !subnets.has(node)).sort(byName);
  const left = unsettled.filter((node) => {
    const { value: subnet } = free.next();
    if (subnet !== undefined) subnets.set(node, subnet);
    return subnet === undefined;
  });
  if (left.length > 0) throw networkFull(network, nodes.length, left);
  return subnets;
}

/** Byte order: node names are ASCII. */
const byName = (a: NodeRequest, b: NodeRequest): number => (a.name < b.name ? -1 : 1);

const NAMED_MAX = 5;

function networkFull(network: FamilyNetwork, wanted: number, left: readonly NodeRequest[]): Failure {
  const subnets = subnetCount(network);
  const names: NodeName[] = left.slice(0, NAMED_MAX).map(({ name }) => name);
  const more = left.length > NAMED_MAX ? ` and ${left.length - NAMED_MAX} more` : '';
  return new Failure(
    'invalidConfig',
    `the network is full: ${network.network} has ${subnets} subnets for ${wanted} nodes, ` +
      `so ${left.length} ${left.length === 1 ? 'has' : 'have'} none: ${names.join(', ')}${more}`,
    { hint: 'Take a wider Network or a longer SubnetLen, or take nodes out of the list.' },
  );
}

/** The line below the problems that keep a plan from being made. */
export function noPlanBecause(problems: readonly Problem[]): string {
  const count = problems.filter(isError).length;
  return `no subnet plan can be made: ${count} ${count === 1 ? 'error' : 'errors'}`;
}
