import type { FamilyNetwork } from '../config/index.ts';
import type { Problem } from '../errors/index.ts';
import type { NodeName, Prefix } from '../net/index.ts';
import { whyNotOf } from './subnets.ts';
import type { NodeRequest, PlanNode, SubnetPlan } from './types.ts';

/** Something a node list and the previous plan can't both have, and which file and key of a node says it. */
export interface Conflict {
  readonly node: NodeName;
  readonly file: 'nodes' | 'previous';
  readonly key: 'subnet' | 'vtepMAC';
  readonly message: string;
  readonly hint: string;
}

/** Gives a conflict its place in a file. */
export type Locate = (conflict: Conflict) => Problem;

/** For conflicts between values that come from no file. */
export const nowhere: Locate = ({ message, hint }) => ({ severity: 'error', message, hint });

/** What keeps the nodes from having their previous subnets and their pins. */
export function subnetConflicts(
  network: FamilyNetwork,
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): readonly Conflict[] {
  const wanted = new Set(nodes.map(({ name }) => name));
  const kept = (previous?.nodes ?? []).filter(({ name }) => wanted.has(name));
  const byName = new Map(kept.map((node) => [node.name, node]));
  const bySubnet = new Map(kept.map((node) => [node.subnet, node]));
  return [
    ...kept.flatMap((node) => unfit(network, node)),
    ...nodes.flatMap(({ name, pin }) =>
      pin === undefined ? [] : pinConflict(name, pin, byName.get(name), bySubnet.get(pin)),
    ),
  ];
}

function unfit(network: FamilyNetwork, { name, subnet }: PlanNode): Conflict[] {
  const why = whyNotOf(network, subnet);
  if (why === undefined) return [];
  const message = `${name} has ${subnet} in the previous plan, which ${why}; an assignment never moves`;
  const hint = 'For a new network make a new plan, without --previous: every node then gets a new subnet.';
  return [{ node: name, file: 'previous', key: 'subnet', message, hint }];
}

function pinConflict(
  name: NodeName,
  pin: Prefix,
  before: PlanNode | undefined,
  holder: PlanNode | undefined,
): Conflict[] {
  const place = { node: name, file: 'nodes', key: 'subnet' } as const;
  if (before !== undefined && before.subnet !== pin) {
    const message = `${name} is pinned to ${pin} but has ${before.subnet}; an assignment never moves`;
    const hint = `Pin ${before.subnet} or nothing; or give up its subnet first: plan once without ${name}.`;
    return [{ ...place, message, hint }];
  }
  if (holder !== undefined && holder.name !== name) {
    const message = `${name} is pinned to ${pin}, which ${holder.name} has; an assignment never moves`;
    const hint = `Pin a free subnet; or take ${holder.name} out of the node list.`;
    return [{ ...place, message, hint }];
  }
  return [];
}
