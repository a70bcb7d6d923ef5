import { Failure, type Problem } from '../errors/index.ts';
import { findUplink, type PathTo, routesTo, type Uplink } from '../host/index.ts';
import {
  type FamilyRequest,
  makePlan,
  type NodeRequest,
  networksOf,
  type PlanNode,
  planDocument,
  type SubnetPlan,
} from '../leases/index.ts';
import {
  type Address,
  FAMILY_NAMES,
  FAMILY_OF,
  type FamilyName,
  type LinkName,
  type NodeName,
  type Prefix,
  parseAddress,
} from '../net/index.ts';
import { withHostMacs } from './adopt.ts';
import { type Basis, readBasis } from './basis.ts';
import type { Given } from './given.ts';
import { mergeOptions, toldPublicIPs } from './options.ts';
import { findOwnNode } from './own-node.ts';
import type { ListedNode } from './peer-list.ts';
import { readPeers } from './peers.ts';
import { readPlan } from './read-plan.ts';
import type { NodeOptions, NodeRecord } from './record.ts';
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

type PublicIPs = { readonly [F in FamilyName]?: Address };

/** The public IPs that a list or earlier flags fix; else they follow the uplink's addresses. */
function fixedPublicIPs(
  given: Given,
  options: NodeOptions,
  own: NodeRequest | undefined,
  isListed: boolean,
): PublicIPs {
  const told = toldPublicIPs(options);
  if (!isListed) return told;
  const planned = Object.fromEntries(FAMILY_NAMES.map((family) => [family, own?.[family]?.publicIP]));
  const now = toldPublicIPs(given);
  return { ...planned, ...now };
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
  const uplink = standIn ?? (await uplinkFor(families, fixed, merged));
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

const pinsOf = (node: NodeRequest): Prefix[] => FAMILY_NAMES.flatMap((family) => node[family]?.pin ?? []);

async function uplinkFor(
  families: readonly FamilyName[],
  fixed: PublicIPs,
  { iface, ifaceRegex, ifaceCanReach, uplink }: NodeOptions,
): Promise<Uplink> {
  const canReach = parseAddress(ifaceCanReach ?? '');
  return findUplink({
    iface: [iface ?? []].flat(),
    ifaceRegex: ifaceRegex ?? [],
    ...(canReach === undefined ? {} : { canReach }),
    ...recordedIPs(fixed),
    families: families.map((family) => FAMILY_OF[family]),
    ...(uplink === undefined ? {} : { remembered: uplink as LinkName }),
  });
}

/** The public IPs by the names that options have for them. */
const recordedIPs = ({ ipv4, ipv6 }: PublicIPs): { publicIP?: Address; publicIPv6?: Address } => ({
  ...(ipv4 === undefined ? {} : { publicIP: ipv4 }),
  ...(ipv6 === undefined ? {} : { publicIPv6: ipv6 }),
});

/** The node's own request, at the addresses that it has by now. */
const withAddresses = (
  node: NodeRequest,
  families: readonly FamilyName[],
  addresses: PublicIPs,
): NodeRequest => ({
  name: node.name,
  ...Object.fromEntries(
    families.flatMap((family): [FamilyName, FamilyRequest][] => {
      const publicIP = addresses[family];
      return publicIP === undefined ? [] : [[family, { ...node[family], publicIP }]];
    }),
  ),
});

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

/** Told before anything is worked out from the subnets. */
function refuseSharedSubnets(nodes: Iterable<NodeRequest>): void {
  const holders = new Map<string, NodeRequest>();
  for (const node of nodes) {
    for (const pin of pinsOf(node)) {
      const holder = holders.get(pin);
      if (holder !== undefined) {
        const message = `the subnet ${pin} of ${node.name} is also that of ${holder.name}`;
        throw new Failure('invalidConfig', message, { hint: 'Each node has a subnet of its own.' });
      }
      holders.set(pin, node);
    }
  }
}

/** A line for all nodes may name this one, too; but one at another address that goes by this one's name is another. */
function refuseNamesake(peers: readonly NodeRequest[], node: NodeRequest): void {
  const peer = peers.find(({ name }) => name === node.name);
  const family = FAMILY_NAMES.find((name) => peer?.[name] && peer[name].publicIP !== node[name]?.publicIP);
  if (peer === undefined || family === undefined) return;
  throw new Failure(
    'invalidConfig',
    `this node, at ${node[family]?.publicIP}, is named ${node.name} like the peer at ${peer[family]?.publicIP}`,
    {
      hint: 'Name this node with --node. If it is that peer, say by which link or address: --iface, --public-ip.',
    },
  );
}

const notInPlan = (name: NodeName, { nodes }: Pick<Basis, 'nodes'>): Failure =>
  new Failure('invalidConfig', `node ${name} is not in the plan`, {
    hint: `Say which node this is with --node; the plan has ${nodes.map((node) => node.name).join(', ') || 'none'}.`,
  });
