import { Failure } from '../../errors/index.ts';
import type { NodeConfigDocument } from '../../generated/types.d.ts';
import { readSaved } from '../saved/read-saved.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import { peerLine } from './join-commands.ts';

/** The node config that `init --config` sets up the same node with. */
export async function configOf(root: string): Promise<NodeConfigDocument> {
  const saved = await readSaved(root);
  if (saved !== undefined) return configDocument(saved);
  throw new Failure('invalidConfig', 'this node has not been set up yet: it has no config', {
    hint: 'Set it up: flannelctl init --net-conf FILE, or --config FILE',
  });
}

function configDocument({ name, plan, options }: SavedNode): NodeConfigDocument {
  // The uplink and the rule engine were found on the host, not given.
  const { uplink: _, engine: __, iface, ...given } = options;
  return {
    kind: 'NodeConfig',
    node: name,
    netConf: plan.netConfSource as Record<string, unknown>,
    peers: plan.nodes.map((node) => peerLine(node, plan.netConf.backend)),
    ...(iface === undefined ? {} : { iface: [iface].flat() }),
    ...given,
  };
}
