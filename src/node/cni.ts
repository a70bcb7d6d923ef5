import { type CniConfList, DEFAULT_CNI_CONF, delegateConf } from '../config/index.ts';
import type { NodeSpec } from './spec.ts';

/**
 * The text of the node's CNI conf list. Of type `bridge`, it is the chain that flannel's plugin would delegate to
 * (flannel-facts 8.3), which needs no `flannel` binary and one process less a pod; of type `flannel`, the classic one.
 */
export function cniConfText({ options, node, plan }: NodeSpec, mtu: number): string {
  const conf = (options.cniConf as CniConfList | undefined) ?? DEFAULT_CNI_CONF;
  const network = plan.netConf.ipv4?.network;
  if (options.cniType === 'flannel' || network === undefined) return `${JSON.stringify(conf, null, 2)}\n`;
  const delegated = delegateConf(conf, { subnet: node.subnet, network, mtu, ipMasq: options.ipMasq });
  return `${JSON.stringify(delegated, null, 2)}\n`;
}
