import { BRIDGE, type SubnetEnv } from '../../flannel/index.ts';
import type { CniConfList, CniPlugin } from '../../generated/types.js';
import { FAMILY_NAMES } from '../../net/index.ts';

/** The conf list that flannel ships (flannel-facts 8.6). */
export const DEFAULT_CNI_CONF: CniConfList = {
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

/**
 * The conf list without the flannel plugin: each plugin of type `flannel` is replaced by its delegate, with the conf
 * that the plugin would pass to it (flannel-facts 8.3). The list keeps the network's name and cniVersion.
 */
export const delegateConf = (conf: CniConfList, env: SubnetEnv, bridge: string = BRIDGE): CniConfList => ({
  ...conf,
  plugins: conf.plugins.map((plugin) =>
    plugin.type === 'flannel' ? delegatePlugin(plugin, env, bridge) : plugin,
  ),
});

function delegatePlugin(plugin: CniPlugin, env: SubnetEnv, bridge: string): CniPlugin {
  const { delegate = {}, ipam = {}, capabilities, runtimeConfig } = plugin;
  const { type = 'bridge', ...own } = delegate as Partial<CniPlugin>;
  return {
    type,
    // The bridge plugin's default name is written out, because other programs must know the bridge.
    ...(type === 'bridge' ? { bridge, isGateway: true } : {}),
    ipMasq: !env.ipMasq,
    mtu: env.mtu,
    ...own,
    ...(capabilities && { capabilities }),
    ...(runtimeConfig && { runtimeConfig }),
    ipam: hostLocal(ipam, env),
  };
}

/** The ipam part: the node's subnets as address ranges, and a route to each network. */
function hostLocal(ipam: object, env: SubnetEnv): NonNullable<CniPlugin['ipam']> {
  const families = FAMILY_NAMES.flatMap((family) => env[family] ?? []);
  const { routes = [] } = ipam as { routes?: readonly unknown[] };
  return {
    type: 'host-local',
    ...ipam,
    ranges: families.map((family) => [{ subnet: family.subnet }]),
    routes: [...routes, ...families.map((family) => ({ dst: family.network }))],
  };
}
