import type { Problem } from '../../errors/index.ts';
import type { PlanNode } from '../../flannel/index.ts';
import type { FamilyName, NodeName, Prefix } from '../../net/index.ts';
import { NODE_KEYS } from '../keys.ts';
import type { NamedNetwork } from '../subnets/network.ts';
import { whyNotIn } from '../subnets/subnets.ts';
import type { NodeRequest, SubnetPlan } from '../types.ts';

/** A contradiction between a node list and the previous plan, with the file and key of a node that it is at. */
export interface Conflict {
  readonly node: NodeName;
  readonly file: 'nodes' | 'previous';
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

/** Finds the place of a conflict in a file. */
export type Locate = (conflict: Conflict) => Problem;

/** Used for conflicts between values that are in no file. */
export const nowhere: Locate = ({ message, hint }) => ({ severity: 'error', message, hint });

/** The conflicts between previous and requested subnets in one family. */
export function subnetConflicts(
  named: NamedNetwork,
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): readonly Conflict[] {
  const family = named.name;
  const wanted = new Set(nodes.map(({ name }) => name));
  const kept = (previous?.nodes ?? []).filter((node) => wanted.has(node.name) && node[family] !== undefined);
  const byName = new Map(kept.map((node) => [node.name, node]));
  const bySubnet = new Map(kept.map((node) => [node[family]?.subnet, node]));
  return [
    ...kept.flatMap((node) => unfit(named, node)),
    ...nodes.flatMap(({ name, [family]: request }) => {
      const pin = request?.pin;
      return pin === undefined ? [] : pinConflict(family, name, pin, byName.get(name), bySubnet.get(pin));
    }),
  ];
}

function unfit({ name: family, network }: NamedNetwork, { name, [family]: own }: PlanNode): Conflict[] {
  const why = own && whyNotIn(network, own.subnet);
  if (own === undefined || why === undefined) return [];
  const message = `${name} has ${own.subnet} in the previous plan, which ${why}; an assignment never moves`;
  const hint = 'For a new network make a new plan, without --previous: every node then gets a new subnet.';
  return [{ node: name, file: 'previous', key: NODE_KEYS[family].subnet, message, hint }];
}

function pinConflict(
  family: FamilyName,
  name: NodeName,
  pin: Prefix,
  before: PlanNode | undefined,
  holder: PlanNode | undefined,
): Conflict[] {
  const place = { node: name, file: 'nodes', key: NODE_KEYS[family].subnet } as const;
  const had = before?.[family]?.subnet;
  if (had !== undefined && had !== pin) {
    const message = `${name} is pinned to ${pin} but has ${had}; an assignment never moves`;
    const hint = `Pin ${had} or nothing; or give up its subnet first: plan once without ${name}.`;
    return [{ ...place, message, hint }];
  }
  if (holder !== undefined && holder.name !== name) {
    const message = `${name} is pinned to ${pin}, which ${holder.name} has; an assignment never moves`;
    const hint = `Pin a free subnet; or take ${holder.name} out of the node list.`;
    return [{ ...place, message, hint }];
  }
  return [];
}
