import { Failure } from '../../errors/index.ts';
import { type NodeRequest, pinsOf } from '../../leases/index.ts';
import { FAMILY_NAMES, type NodeName } from '../../net/index.ts';
import type { NetworkInput } from './network-input.ts';

/** Told before anything is worked out from the subnets. */
export function refuseSharedSubnets(nodes: Iterable<NodeRequest>): void {
  const holders = new Map<string, NodeRequest>();
  for (const node of nodes) {
    for (const pin of pinsOf(node)) {
      const holder = holders.get(pin);
      if (holder !== undefined) {
        const message = `the subnet ${pin} of ${node.name} is also that of ${holder.name}`;
        throw new Failure('invalidConfig', message, {
          hint: 'Each node has a subnet of its own. To give this one another: flannelctl reset, then join with all peers.',
        });
      }
      holders.set(pin, node);
    }
  }
}

/** A line for all nodes may name this one, too; but one at another address that goes by this one's name is another. */
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

/** Of a list that has not this node in it; the list's own problems may say why. */
export const notInPlan = (name: NodeName, { nodes, warnings = [] }: Partial<NetworkInput>): Failure =>
  new Failure('invalidConfig', `node ${name} is not in the plan`, {
    problems: warnings,
    hint:
      nodes === undefined || nodes.length === 0
        ? 'No node of it can be used.'
        : `Say which node this is with --node; the plan has ${nodes.map((node) => node.name).join(', ')}.`,
  });
