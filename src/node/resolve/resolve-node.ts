import { isDeepStrictEqual } from 'node:util';
import type { NetConf } from '../../config/index.ts';
import type { Problem } from '../../errors/index.ts';
import type { Uplink } from '../../host/index.ts';
import {
  isPlanOf,
  isSubnetName,
  makePlan,
  type NodeRequest,
  networksOf,
  type PlanNode,
  pinsOf,
  planOfPlan,
  type SubnetPlan,
} from '../../leases/index.ts';
import type { FamilyName, NodeName } from '../../net/index.ts';
import { requirePlan } from '../input/read-plan.ts';
import type { NodeOptions, SavedNode } from '../saved/saved-node.ts';
import { withHostMacs } from '../takeover/adopt.ts';
import { chooseUplink } from '../uplink/choose.ts';
import { requireIpv6 } from './ipv6.ts';
import type { NetworkInput } from './network-input.ts';
import { findOwnNode } from './own-node.ts';
import { readPeers } from './peers.ts';
import { fixedPublicIPs, recordedIPs, uplinkChoice, withAddresses } from './public-ips.ts';
import type { NodeInputs } from './read-inputs.ts';
import { hasLeft, notInPlan, refuseNamesake, refuseSharedSubnets } from './refuse-nodes.ts';
import { withoutPeers } from './remove-peers.ts';

/** A node's configuration: its plan with itself in it, its options and its uplink. */
export interface NodeConfig {
  readonly node: PlanNode;
  readonly peers: readonly PlanNode[];
  readonly plan: SubnetPlan;
  /** Whether the list of nodes has the net-conf in it. */
  readonly isNetConfListed: boolean;
  readonly options: NodeOptions;
  readonly uplink: Uplink;
  readonly warnings: readonly Problem[];
}

/** The node's configuration, from the input and the record; a Failure says what is wrong or missing. */
export function resolveNode(
  { given, network: base, options: merged, host }: NodeInputs,
  record: SavedNode | undefined,
  standIn?: Uplink,
): NodeConfig {
  const peers = readPeers(given.peers);
  const listed = mergeNodes(base.nodes, peers);
  const { name, listed: own } = findOwnNode(given, record, listed, {
    hostname: host.hostname,
    links: host.uplinkFacts.links,
  });
  if (own === undefined && given.nodesFile !== undefined)
    throw name === record?.name && base.nodes.length > 0
      ? hasLeft(name, base.nodes, base.warnings)
      : notInPlan(name, base);
  // Fixed are also flanneld's values in a takeover; of saved values, those that were given.
  const isListed =
    given.nodesFile !== undefined ||
    (given.stored === undefined && record === undefined && base.nodes.some((one) => one === own));
  const fixed = fixedPublicIPs(given, merged, own, isListed);
  const families = familiesOf(base.netConf, own, given.nodesFile === undefined ? record?.plan : base);
  const former = given.stored && record?.options.uplink;
  if (standIn === undefined) requireIpv6(families, host.features, former !== undefined);
  const choice = uplinkChoice(families, fixed, merged, own, former);
  const uplink = standIn ?? chooseUplink(choice, host.uplinkFacts);
  const node = withAddresses({ ...own, name }, families, { ...uplink.addresses, ...fixed });
  refuseNamesake(peers, node);
  const others = listed.filter((other) => other !== own && other.name !== name);
  const kept = withoutPeers(others, given.removePeers ?? [], name);
  const nodes = withHostMacs([...kept, node], name, base.netConf, host.overlayMacs);
  const plan = knownPlan(base, nodes, record) ?? newPlan(base, nodes, { name, peers });
  const options = { ...merged, ...recordedIPs(fixed), uplink: uplink.name };
  const { isNetConfListed } = base;
  const isAlone = given.joins && record === undefined && plan.nodes.length === 1;
  const warnings = [...base.warnings, ...(isAlone ? [ALONE] : []), ...lostWarnings(uplink)];
  return { ...split(plan, name), plan, isNetConfListed, options, uplink, warnings };
}

const lostWarnings = ({ name, lost = [] }: Uplink): Problem[] =>
  lost.map((address) => ({
    severity: 'warning',
    message: `${name} has lost its address ${address}; what was set up with it stays, and so does this node's lease`,
    hint: `Give it back, or the one that takes its place: ip address add ADDRESS/LENGTH dev ${name}`,
  }));

const ALONE: Problem = {
  severity: 'warning',
  message: 'no peer is known: this node will be the only one of its network',
  hint: 'Give its peers: --nodes FILE, or --peer for each. The first node of a network is set up by flannelctl init.',
};

/** A node has all families of its network, except those that its list knows and did not give it. */
const familiesOf = (
  netConf: NetConf,
  own: NodeRequest | undefined,
  list: Pick<SubnetPlan, 'netConf'> | undefined,
): FamilyName[] =>
  networksOf(netConf)
    .map(({ name }) => name)
    .filter((name) => own === undefined || own[name] !== undefined || list?.netConf[name] === undefined);

/** A peer given by --peer replaces the listed one with its name, or the one that is named by its subnet. */
function mergeNodes(listed: readonly NodeRequest[], peers: readonly NodeRequest[]): readonly NodeRequest[] {
  if (peers.length === 0) return listed;
  const names = new Set(peers.map(({ name }) => name));
  const pins = new Set(peers.flatMap(pinsOf));
  const kept = listed.filter(
    (node) =>
      !names.has(node.name) && !(isSubnetName(node.name) && pinsOf(node).some((pin) => pins.has(pin))),
  );
  return [...kept, ...peers];
}

/** A plan as one of its nodes sees it. */
function split(plan: SubnetPlan, name: NodeName): Pick<NodeConfig, 'node' | 'peers'> {
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw notInPlan(name, plan);
  return { node, peers: plan.nodes.filter((peer) => peer !== node) };
}

/** The saved plan or the listed one, both checked when read, if these nodes request nothing else. */
const knownPlan = (
  { netConfSource, listedPlan }: NetworkInput,
  nodes: readonly NodeRequest[],
  record: SavedNode | undefined,
): SubnetPlan | undefined =>
  [record?.plan, listedPlan].find(
    (plan): plan is SubnetPlan =>
      plan !== undefined && isDeepStrictEqual(netConfSource, plan.netConfSource) && isPlanOf(plan, nodes),
  );

/** A plan of these nodes, checked by all rules of plans. */
function newPlan(
  { netConf, netConfSource }: NetworkInput,
  nodes: readonly NodeRequest[],
  { name, peers }: { readonly name: NodeName; readonly peers: readonly NodeRequest[] },
): SubnetPlan {
  refuseSharedSubnets(nodes, { own: name, peers, backend: netConf.backend });
  return requirePlan(
    'this node with its peers',
    planOfPlan(makePlan(netConf, netConfSource, nodes)),
    'Correct the peers, or choose a Network that is used nowhere else: --peer, --nodes FILE, --net-conf FILE.',
  );
}
