import type { BackendConfig } from '../../backends/index.ts';
import { Failure, type Problem } from '../../errors/index.ts';
import { type NodeRequest, pinsOf } from '../../leases/index.ts';
import { FAMILY_NAMES, type NodeName, type Prefix } from '../../net/index.ts';
import type { NetworkInput } from './network-input.ts';
import { peerText } from './peers.ts';

/** The origins of nodes: this one by its name, and those given with `--peer`. */
export interface NodeOrigins {
  readonly own: NodeName;
  readonly peers: readonly NodeRequest[];
  readonly backend: BackendConfig;
}

/** Checked before anything is derived from the subnets. */
export function refuseSharedSubnets(nodes: Iterable<NodeRequest>, origins: NodeOrigins): void {
  const holders = new Map<string, NodeRequest>();
  for (const node of nodes) {
    for (const pin of pinsOf(node)) {
      const holder = holders.get(pin);
      if (holder !== undefined) throw sharedSubnet(pin, [node, holder], origins);
      holders.set(pin, node);
    }
  }
}

/** If one of the two nodes is a peer, its line may be mistyped, and is named first. */
function sharedSubnet(
  pin: Prefix,
  [node, holder]: readonly [NodeRequest, NodeRequest],
  { own, peers, backend }: NodeOrigins,
): Failure {
  const wrong = [node, holder].find(({ name }) => name !== own && peers.some((peer) => peer.name === name));
  if (wrong === undefined)
    return new Failure('invalidConfig', `the subnet ${pin} of ${node.name} is also that of ${holder.name}`, {
      hint: 'Each node has a subnet of its own. To give this one another: flannelctl reset, then join with all peers.',
    });
  const other = wrong === node ? holder : node;
  const whose = other.name === own ? `this node, ${own}` : other.name;
  return new Failure(
    'invalidConfig',
    `--peer ${peerText(wrong, backend)}: ${pin} is the subnet of ${whose}`,
    {
      hint: `Each node has a subnet of its own: give that of ${wrong.name}, which flannelctl status says on ${wrong.name}.`,
    },
  );
}

/** A line for all nodes may name this one, too; a peer with this node's name at another address is refused. */
export function refuseNamesake(peers: readonly NodeRequest[], node: NodeRequest): void {
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

/** The failure for a node whose name is missing in a new list. */
export const hasLeft = (
  name: NodeName,
  nodes: readonly NodeRequest[],
  problems: readonly Problem[] = [],
): Failure =>
  new Failure('invalidConfig', `node ${name} is not in the plan any more`, {
    problems,
    hint: `To remove the network from this node: flannelctl reset. If it has another name now, give it with --node; the plan has ${nodes.map((node) => node.name).join(', ')}.`,
  });

/** The failure for a list without this node; the list's own problems may say why. */
export const notInPlan = (name: NodeName, { nodes, warnings = [] }: Partial<NetworkInput>): Failure =>
  new Failure('invalidConfig', `node ${name} is not in the plan`, {
    problems: warnings,
    hint:
      nodes === undefined || nodes.length === 0
        ? 'No node of it can be used.'
        : `Say which node this is with --node; the plan has ${nodes.map((node) => node.name).join(', ')}.`,
  });
