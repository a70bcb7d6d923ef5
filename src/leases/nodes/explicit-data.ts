import { type BackendConfig, leaseRules } from '../../backends/index.ts';
import type { LeaseData, NodeFamily, PlanNode } from '../../flannel/index.ts';
import type { FamilyName, NodeName, Prefix } from '../../net/index.ts';
import type { FamilyRequest, NodeRequest, SubnetPlan } from '../types.ts';
import type { Conflict } from './conflicts.ts';

/** The lease data of a node in one family as documents have it; undefined if the backend publishes none. */
export const dataText = ({ type }: BackendConfig, { data }: Pick<NodeFamily, 'data'>): string | undefined =>
  data && leaseRules(type)?.text(data);

/** The lease data that follows from a node's subnet. */
export const derivedData = (backend: BackendConfig, subnet: Prefix): LeaseData | undefined =>
  leaseRules(backend.type)?.derive?.(subnet, backend);

/** The lease data of a node in one family, if it is not the derived one. */
export function explicitData(own: NodeFamily, backend: BackendConfig): LeaseData | undefined {
  const { data, subnet } = own;
  const rules = leaseRules(backend.type);
  const derived = data && rules?.derive?.(subnet, backend);
  return data && derived && rules?.text(derived) === rules?.text(data) ? undefined : data;
}

/** Whether a node has lease data that is not the derived one, so that it can be told from others by it. */
export function hasOwnData(request: FamilyRequest | undefined, backend: BackendConfig): boolean {
  const { publicIP, pin, data } = request ?? {};
  if (publicIP === undefined || pin === undefined || data === undefined) return false;
  return explicitData({ publicIP, subnet: pin, data }, backend) !== undefined;
}

/**
 * Lease data of one family that is not derived from subnets, by node: that of the node list, and that kept from the
 * previous plan.
 */
export interface ExplicitData {
  readonly family: FamilyName;
  readonly nodes: ReadonlyMap<NodeName, LeaseData>;
  readonly previous: ReadonlyMap<NodeName, LeaseData>;
}

const named = (name: NodeName, data: LeaseData | undefined): [NodeName, LeaseData][] =>
  data === undefined ? [] : [[name, data]];

export function explicitDataOf(
  family: FamilyName,
  { type }: BackendConfig,
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): ExplicitData {
  const before = previous?.netConf.backend.type === type ? previous : undefined;
  const kept = (plan: SubnetPlan, node: PlanNode): [NodeName, LeaseData][] => {
    const own = node[family];
    return own === undefined ? [] : named(node.name, explicitData(own, plan.netConf.backend));
  };
  return {
    family,
    nodes: new Map(nodes.flatMap((node) => named(node.name, node[family]?.data))),
    previous: new Map(before?.nodes.flatMap((node) => kept(before, node)) ?? []),
  };
}

/** A node's lease data: the node list's, else the previous plan's if it was explicit, else the derived one. */
export const chooseData = (
  explicit: ExplicitData,
  name: NodeName,
  subnet: Prefix,
  backend: BackendConfig,
): LeaseData | undefined =>
  leaseRules(backend.type) &&
  (explicit.nodes.get(name) ?? explicit.previous.get(name) ?? derivedData(backend, subnet));

/**
 * The conflicts of nodes with the same lease data; derived data is unique, so at least one of each pair has explicit
 * data.
 */
export function dataConflicts(
  explicit: ExplicitData,
  nodes: readonly PlanNode[],
  backend: BackendConfig,
): readonly Conflict[] {
  const holders = new Map<string, PlanNode>();
  return nodes.flatMap((node) => {
    const text = dataText(backend, node[explicit.family] ?? {});
    if (text === undefined) return [];
    const holder = holders.get(text);
    holders.set(text, node);
    return holder === undefined ? [] : shared(explicit, backend, text, [node, holder]);
  });
}

function shared(
  explicit: ExplicitData,
  { type }: BackendConfig,
  text: string,
  pair: readonly [PlanNode, PlanNode],
): Conflict[] {
  const [node, holder] = pair;
  const rules = leaseRules(type);
  if (rules === undefined) return [];
  const key = rules.keys[explicit.family];
  const inList = pair.find(({ name }) => explicit.nodes.has(name));
  const inPrevious = pair.find(({ name }) => explicit.previous.has(name));
  return [
    {
      node: (inList ?? inPrevious ?? node).name,
      file: inList === undefined ? 'previous' : 'nodes',
      key,
      message: `${holder.name} and ${node.name} would have the same ${rules.called} ${text}`,
      hint: `Leave ${key} out, to have one derived from the subnet.`,
    },
  ];
}
