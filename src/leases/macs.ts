import { vtepMac } from '../backends/index.ts';
import type { PlanNode } from '../flannel/index.ts';
import type { FamilyName, Mac, NodeName, Prefix } from '../net/index.ts';
import type { Conflict } from './conflicts.ts';
import { NODE_KEYS } from './keys.ts';
import { vniOf } from './network.ts';
import type { NodeRequest, SubnetPlan } from './types.ts';

/** MACs of one family that are not derived, by node: those of the node list, and those kept from the previous plan. */
export interface ExplicitMacs {
  readonly family: FamilyName;
  readonly nodes: ReadonlyMap<NodeName, Mac>;
  readonly previous: ReadonlyMap<NodeName, Mac>;
}

const named = (name: NodeName, mac: Mac | undefined): [NodeName, Mac][] =>
  mac === undefined ? [] : [[name, mac]];

/** The MAC of a node in one family, if it is not the one that follows from its subnet and the VNI. */
export function explicitMac(
  { subnet, vtepMac: mac }: NonNullable<PlanNode[FamilyName]>,
  vni: number,
): Mac | undefined {
  return mac === vtepMac(subnet, vni) ? undefined : mac;
}

export function explicitMacs(
  family: FamilyName,
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): ExplicitMacs {
  const vni = previous && vniOf(previous.netConf);
  const kept = (node: PlanNode): [NodeName, Mac][] => {
    const own = node[family];
    return own === undefined || vni === undefined ? [] : named(node.name, explicitMac(own, vni));
  };
  return {
    family,
    nodes: new Map(nodes.flatMap((node) => named(node.name, node[family]?.vtepMac))),
    previous: new Map(previous?.nodes.flatMap(kept) ?? []),
  };
}

/** A node's VTEP MAC: the node list's, else the previous plan's if it was explicit, else the derived one. */
export const chooseMac = (explicit: ExplicitMacs, name: NodeName, subnet: Prefix, vni: number): Mac =>
  explicit.nodes.get(name) ?? explicit.previous.get(name) ?? vtepMac(subnet, vni);

/** Nodes that would share a MAC; since derived ones never do, at least one of each pair has an explicit one. */
export function macConflicts(explicit: ExplicitMacs, nodes: readonly PlanNode[]): readonly Conflict[] {
  const holders = new Map<Mac, PlanNode>();
  return nodes.flatMap((node) => {
    const mac = node[explicit.family]?.vtepMac;
    if (mac === undefined) return [];
    const holder = holders.get(mac);
    holders.set(mac, node);
    return holder === undefined ? [] : [shared(explicit, mac, [node, holder])];
  });
}

function shared(explicit: ExplicitMacs, mac: Mac, pair: readonly [PlanNode, PlanNode]): Conflict {
  const [node, holder] = pair;
  const key = NODE_KEYS[explicit.family].vtepMac;
  const inList = pair.find(({ name }) => explicit.nodes.has(name));
  const inPrevious = pair.find(({ name }) => explicit.previous.has(name));
  return {
    node: (inList ?? inPrevious ?? node).name,
    file: inList === undefined ? 'previous' : 'nodes',
    key,
    message: `${holder.name} and ${node.name} would have the same VTEP MAC ${mac}`,
    hint: `Leave ${key} out, to have one derived from the subnet.`,
  };
}
