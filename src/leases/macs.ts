import type { Mac, NodeName, Prefix } from '../net/index.ts';
import type { Conflict } from './conflicts.ts';
import { vniOf } from './network.ts';
import type { NodeRequest, PlanNode, SubnetPlan } from './types.ts';
import { vtepMac } from './vtep-mac.ts';

/** MACs that are not derived, by node: those of the node list, and those kept from the previous plan. */
export interface ExplicitMacs {
  readonly nodes: ReadonlyMap<NodeName, Mac>;
  readonly previous: ReadonlyMap<NodeName, Mac>;
}

const named = (name: NodeName, mac: Mac | undefined): [NodeName, Mac][] =>
  mac === undefined ? [] : [[name, mac]];

export function explicitMacs(nodes: readonly NodeRequest[], previous: SubnetPlan | undefined): ExplicitMacs {
  const vni = previous && vniOf(previous.netConf);
  const isExplicit = (node: PlanNode): boolean =>
    vni !== undefined && node.vtepMac !== vtepMac(node.subnet, vni);
  return {
    nodes: new Map(nodes.flatMap((node) => named(node.name, node.vtepMac))),
    previous: new Map(
      previous?.nodes.filter(isExplicit).flatMap((node) => named(node.name, node.vtepMac)) ?? [],
    ),
  };
}

/** A node's VTEP MAC: the node list's, else the previous plan's if it was explicit, else the derived one. */
export const chooseMac = (explicit: ExplicitMacs, name: NodeName, subnet: Prefix, vni: number): Mac =>
  explicit.nodes.get(name) ?? explicit.previous.get(name) ?? vtepMac(subnet, vni);

/** Nodes that would share a MAC; since derived ones never do, at least one of each pair has an explicit one. */
export function macConflicts(explicit: ExplicitMacs, nodes: readonly PlanNode[]): readonly Conflict[] {
  const holders = new Map<Mac, PlanNode>();
  return nodes.flatMap((node) => {
    const holder = node.vtepMac && holders.get(node.vtepMac);
    if (node.vtepMac !== undefined) holders.set(node.vtepMac, node);
    return holder === undefined ? [] : [shared(explicit, [node, holder])];
  });
}

function shared(explicit: ExplicitMacs, pair: readonly [PlanNode, PlanNode]): Conflict {
  const [node, holder] = pair;
  const inList = pair.find(({ name }) => explicit.nodes.has(name));
  const inPrevious = pair.find(({ name }) => explicit.previous.has(name));
  return {
    node: (inList ?? inPrevious ?? node).name,
    file: inList === undefined ? 'previous' : 'nodes',
    key: 'vtepMAC',
    message: `${holder.name} and ${node.name} would have the same VTEP MAC ${node.vtepMac}`,
    hint: 'Leave vtepMAC out, to have one derived from the subnet.',
  };
}
