import os from 'node:os';
import { Failure, type Problem } from '../errors/index.ts';
import { findUplink, type PathTo, routesTo, type Uplink } from '../host/index.ts';
import { makePlan, type NodeRequest, type PlanNode, planDocument, type SubnetPlan } from '../leases/index.ts';
import { type Address, type NodeName, parseAddress, parseNodeName } from '../net/index.ts';
import { type Basis, readBasis } from './basis.ts';
import type { Given } from './given.ts';
import { mergeOptions } from './options.ts';
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
  /** How packets go to each peer's public IP. */
  readonly paths: ReadonlyMap<Address, PathTo>;
  readonly warnings: readonly Problem[];
}

function nodeName(given: Given, record: NodeRecord | undefined): NodeName {
  const text = given.node ?? record?.name ?? os.hostname().toLowerCase();
  const name = parseNodeName(text);
  if (name !== undefined) return name;
  throw new Failure('invalidConfig', `${JSON.stringify(text)} is not a node name`, {
    hint: 'Give one with --node: lower-case letters, digits, dots and dashes, with a letter or digit at each end.',
  });
}

/** The public IP that a plan file or an earlier --public-ip fixes; else it follows the uplink's address. */
function fixedPublicIP(given: Given, options: NodeOptions, own: NodeRequest | undefined): string | undefined {
  return given.publicIP ?? (given.plan === undefined ? options.publicIP : own?.publicIP);
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
  const fixed = fixedPublicIP(given, merged, own);
  const options: NodeOptions = { ...merged, ...(fixed === undefined ? {} : { publicIP: fixed }) };
  const publicIP = parseAddress(fixed ?? '');
  const uplink = await findUplink({
    iface: options.iface === undefined ? [] : [options.iface],
    ifaceRegex: [],
    ...(publicIP === undefined ? {} : { publicIP }),
    families: [4],
  });
  const address = publicIP ?? uplink.addresses.ipv4 ?? ('' as Address);
  refuseNamesake(peers, name, address);
  nodes.set(name, { ...own, name, publicIP: address });
  refuseSharedSubnets(nodes.values());
  const plan = await checked(makePlan(base.netConf, base.netConfSource, [...nodes.values()]));
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw notInPlan(name, plan);
  const { warnings } = base;
  const others = plan.nodes.filter((peer) => peer !== node);
  const paths = await routesTo(others.map((peer) => peer.publicIP));
  return { node, peers: others, plan, options, uplink, paths, warnings };
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
    const holder = node.pin === undefined ? undefined : holders.get(node.pin);
    if (holder !== undefined) {
      const message = `the subnet ${node.pin} of ${node.name} is also that of ${holder.name}`;
      throw new Failure('invalidConfig', message, { hint: 'Each node has a subnet of its own.' });
    }
    if (node.pin !== undefined) holders.set(node.pin, node);
  }
}

/** A line for all nodes may name this one, too; but one at another address that goes by this one's name is another. */
function refuseNamesake(peers: readonly NodeRequest[], name: NodeName, address: string): void {
  const peer = peers.find((candidate) => candidate.name === name);
  if (peer === undefined || peer.publicIP === address) return;
  throw new Failure(
    'invalidConfig',
    `this node, at ${address}, is named ${name} like the peer at ${peer.publicIP}`,
    {
      hint: 'Name this node with --node. If it is that peer, say by which link or address: --iface, --public-ip.',
    },
  );
}

const notInPlan = (name: NodeName, { nodes }: Pick<Basis, 'nodes'>): Failure =>
  new Failure('invalidConfig', `node ${name} is not in the plan`, {
    hint: `Say which node this is with --node; the plan has ${nodes.map((node) => node.name).join(', ') || 'none'}.`,
  });
