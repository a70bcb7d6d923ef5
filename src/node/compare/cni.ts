import { type FamilyInput, subnetsOf } from '../../backends/index.ts';
import { type CniConfList, DEFAULT_CNI_CONF, delegateConf, onBridge } from '../../config/index.ts';
import { jsonText } from '../../text/index.ts';
import { podBridge } from '../saved/pod-bridge.ts';
import type { NodeOptions } from '../saved/saved-node.ts';

/**
 * The text of the node's CNI conf list. Type `bridge` is the chain that flannel's plugin would delegate to
 * (flannel-facts 8.3), without the `flannel` binary and with one process less per pod; type `flannel` is the classic
 * one.
 */
export function cniConfText(options: NodeOptions, families: readonly FamilyInput[], mtu: number): string {
  const { cniConf, cniType, ipMasq } = options;
  const bridge = podBridge(options);
  const conf = (cniConf as CniConfList | undefined) ?? DEFAULT_CNI_CONF;
  const written =
    cniType === 'flannel'
      ? onBridge(withSubnetFile(conf, options.subnetFile), bridge)
      : delegateConf(conf, { ...subnetsOf({ families }), mtu, ipMasq }, bridge);
  return `${jsonText(written, 2)}\n`;
}

/** The conf with the path of subnet.env for the plugins that do not name one; absent: they know where it is. */
const withSubnetFile = (conf: CniConfList, subnetFile: string | undefined): CniConfList =>
  subnetFile === undefined
    ? conf
    : {
        ...conf,
        plugins: conf.plugins.map((plugin) =>
          plugin.type === 'flannel' && plugin['subnetFile'] === undefined
            ? { ...plugin, subnetFile }
            : plugin,
        ),
      };
