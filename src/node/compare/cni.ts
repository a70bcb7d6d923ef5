import { type FamilyInput, subnetsOf } from '../../backends/index.ts';
import { type CniConfList, DEFAULT_CNI_CONF, delegateConf } from '../../config/index.ts';
import { jsonText } from '../../text/index.ts';
import type { NodeOptions } from '../saved/saved-node.ts';

/**
 * The text of the node's CNI conf list. Of type `bridge`, it is the chain that flannel's plugin would delegate to
 * (flannel-facts 8.3), which needs no `flannel` binary and one process less a pod; of type `flannel`, the classic one.
 */
export function cniConfText(
  { cniConf, cniType, ipMasq }: NodeOptions,
  families: readonly FamilyInput[],
  mtu: number,
): string {
  const conf = (cniConf as CniConfList | undefined) ?? DEFAULT_CNI_CONF;
  if (cniType === 'flannel') return `${jsonText(conf, 2)}\n`;
  return `${jsonText(delegateConf(conf, { ...subnetsOf({ families }), mtu, ipMasq }), 2)}\n`;
}
