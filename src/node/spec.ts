import os from 'node:os';
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
  parseAddress,
  parseNodeName,
} from '../net/index.ts';
import { type Basis, readBasis } from './basis.ts';
import type { Given } from './given.ts';
import { mergeOptions, toldPublicIPs } from './options.ts';
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

function nodeName(given: Given, record: NodeRecord | undefined): NodeName {
  const text = given.node ?? record?.name ?? os.hostname().toLowerCase();
  const name = parseNodeName(text);
  if (name !== undefined) return name;
  throw new Failure('invalidConfig', `${JSON.stringify(text)} is not a node name`, {
    hint: 'Give one with --node: lower-case letters, digits, dots and dashes, with a letter or digit at each end.',
  });
}

/** The public IPs that a plan file or earlier flags fix; else they follow the uplink's addresses. */
function fixedPublicIPs(given: Given, options: NodeOptions, own: NodeRequest | undefined): PublicIPs {
  const told = toldPublicIPs(options);
  if (given.plan === undefined) return told;
  const planned = Object.fromEntries(FAMILY_NAMES.map((family) => [family, own?.[family]?.publicIP]));
  const now = toldPublicIPs(given);
  return { ...planned, ...now };
}

/** What this node is to be, from what was given and what is remembered; a Failure says what is wrong or missing. */
export async function resolveSpec(given: Given, record: NodeRecord | undefined): Promise<NodeSpec> {
  const name = nodeName(given, record);
  if (record !== undefined && record.name !== name) throw isAnother(record, name);
  const base = await readBasis(given, record);
  requireSupported(base.netConf);
  // A peer given by --peer takes the place of its namesake.
  const peers = readPeers(given.peers);
  const nodes = new Map([...base.nodes, ...peers].map((node) => [node.name, node]));
  const own = nodes.get(name);
  if (own === undefined && given.plan !== undefined) throw notInPlan(name, base);
  const merged = await mergeOptions(given, record);
  const fixed = fixedPublicIPs(given, merged, own);
  const families = networksOf(base.netConf).map((network) => network.name);
  const uplink = await uplinkFor(families, fixed, merged);
  const node = withAddresses({ ...own, name }, families, { ...uplink.addresses, ...fixed });
  refuseNamesake(peers, node);
  nodes.set(name, node);
  refuseSharedSubnets(nodes.values());
  const plan = await checked(makePlan(base.netConf, base.netConfSource, [...nodes.values()]));
  const options = { ...merged, ...recordedIPs(fixed), uplink: uplink.name };
  return { ...(await split(plan, name)), plan, options, uplink, warnings: base.warnings };
}

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

const isAnother = (record: NodeRecord, name: NodeName): Failure =>
  new Failure('invalidConfig', `this node was set up as ${record.name}, not as ${name}`, {
    hint: `Leave --node out, or take the node down first: flannelctl reset`,
  });

/** Told before anything is worked out from the subnets. */
function refuseSharedSubnets(nodes: Iterable<NodeRequest>): void {
  const holders = new Map<string, NodeRequest>();
  for (const node of nodes) {
    for (const pin of FAMILY_NAMES.flatMap((family) => node[family]?.pin ?? [])) {
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
