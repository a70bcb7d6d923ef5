import type { Problem } from '../errors/index.ts';
import { type PathTo, routesTo, type Uplink } from '../host/index.ts';
import {
  makePlan,
  type NodeRequest,
  networksOf,
  type PlanNode,
  planDocument,
  type SubnetPlan,
} from '../leases/index.ts';
import { type Address, FAMILY_NAMES, type NodeName } from '../net/index.ts';
import { withHostMacs } from './adopt.ts';
import { readBasis } from './basis.ts';
import type { Given } from './given.ts';
import { mergeOptions } from './options.ts';
import { findOwnNode } from './own-node.ts';
import type { ListedNode } from './peer-list.ts';
import { readPeers } from './peers.ts';
import { fixedPublicIPs, recordedIPs, uplinkFor, withAddresses } from './public-ips.ts';
import { readPlan } from './read-plan.ts';
import type { NodeOptions, NodeRecord } from './record.ts';
import { notInPlan, pinsOf, refuseNamesake, refuseSharedSubnets } from './refuse-nodes.ts';
import { requireSupported } from './supported.ts';

/** What a node is to be: its plan with itself in it, its options, and the link it reaches its peers by. */
export interface NodeSpec {
  readonly node: PlanNode;
  readonly peers: readonly PlanNode[];
  readonly plan: SubnetPlan;
  readonly options: NodeOptions;
  readonly uplink: Uplink;
  /** How the kernel sends to each peer's public IP. */
  readonly paths: ReadonlyMap<Address, PathTo>;
  readonly warnings: readonly Problem[];
}

/** What this node is to be, from what was given and what is remembered; a Failure says what is wrong or missing. */
export async function resolveSpec(
  given: Given,
  record: NodeRecord | undefined,
  standIn?: Uplink,
): Promise<NodeSpec> {
  const base = await readBasis(given, record);
  requireSupported(base.netConf);
  const peers = readPeers(given.peers);
  const listed = mergeNodes(base.nodes, peers);
  const { name, listed: own } = await findOwnNode(given, record, listed);
  if (own === undefined && given.plan !== undefined) throw notInPlan(name, base);
  const merged = await mergeOptions(given, record);
  // What flanneld had on a host that is taken over is fixed as well; of what is remembered, what was told is.
  const isListed =
    given.plan !== undefined || (record === undefined && base.nodes.some((one) => one === own));
  const fixed = fixedPublicIPs(given, merged, own, isListed);
  const families = networksOf(base.netConf).map((network) => network.name);
  const uplink = standIn ?? (await uplinkFor(families, fixed, merged, own));
  const node = withAddresses({ ...own, name }, families, { ...uplink.addresses, ...fixed });
  refuseNamesake(peers, node);
  const others = listed.filter((other) => other !== own && other.name !== name);
  const asked = [...others, node];
  const nodes = record === undefined ? await withHostMacs(asked, name, base.netConf) : asked;
  refuseSharedSubnets(nodes);
  const plan = await checked(makePlan(base.netConf, base.netConfSource, nodes));
  const options = { ...merged, ...recordedIPs(fixed), uplink: uplink.name };
  return { ...(await split(plan, name)), plan, options, uplink, warnings: base.warnings };
}

/** A peer given by --peer takes the place of its namesake, or of the one that only has its subnet for a name. */
function mergeNodes(listed: readonly ListedNode[], peers: readonly NodeRequest[]): readonly ListedNode[] {
  const names = new Set(peers.map(({ name }) => name));
  const pins = new Set(peers.flatMap(pinsOf));
  const kept = listed.filter(
    (node) => !names.has(node.name) && !(node.isNamedBySubnet && pinsOf(node).some((pin) => pins.has(pin))),
  );
  return [...kept, ...peers];
}

/** A plan seen from one of its nodes. */
async function split(plan: SubnetPlan, name: NodeName): Promise<Pick<NodeSpec, 'node' | 'peers' | 'paths'>> {
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw notInPlan(name, plan);
  const peers = plan.nodes.filter((peer) => peer !== node);
  const publicIPs = peers.flatMap((peer) => FAMILY_NAMES.flatMap((family) => peer[family]?.publicIP ?? []));
  return { node, peers, paths: await routesTo(publicIPs) };
}

/** All rules of plans hold for one put together here, too. */
const checked = async (plan: SubnetPlan): Promise<SubnetPlan> =>
  readPlan('the plan with this node and its peers', JSON.stringify(planDocument(plan)));
