import { subnetsOf } from '../../../backends/index.ts';
import { type CniPlugin, confListOf, delegateConf } from '../../../config/index.ts';
import { HOST_LOCAL_FOLDER } from '../../../host/index.ts';
import type { CheckedNode } from '../../check.ts';

/** The plugin that attaches pods, with all that flannel's plugin hands on to it. */
export function confPlugin(node: CheckedNode): Partial<CniPlugin> {
  const { network } = node;
  const conf = confListOf(network);
  if (!Array.isArray(conf.plugins)) return {};
  const env = { ...subnetsOf(network), mtu: 0, ipMasq: network.ipMasq };
  return delegateConf(conf, env, network.bridge).plugins[0] ?? {};
}

/** The folder in which host-local keeps the addresses that it gave to pods; undefined where another plugin gives them. */
export function reservationFolder(node: CheckedNode): string | undefined {
  const { type, dataDir } = confPlugin(node).ipam ?? {};
  if (type !== 'host-local') return undefined;
  return `${typeof dataDir === 'string' ? dataDir : HOST_LOCAL_FOLDER}/${confListOf(node.network).name}`;
}
