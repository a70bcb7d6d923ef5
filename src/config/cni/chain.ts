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
 * The conf list without the flannel plugin: each plugin of type `flannel` is replaced by the one it would delegate to, with
 * the conf it would hand on (flannel-facts 8.3). The network's name and cniVersion stay with the list.
 */
export const delegateConf = (conf: CniConfList, env: SubnetEnv): CniConfList => ({
  ...conf,
  plugins: conf.plugins.map((plugin) => (plugin.type === 'flannel' ? delegatePlugin(plugin, env) : plugin)),
});

function delegatePlugin(plugin: CniPlugin, env: SubnetEnv): CniPlugin {
  const { delegate = {}, ipam = {}, capabilities, runtimeConfig } = plugin;
  const { type = 'bridge', ...own } = delegate as Partial<CniPlugin>;
  return {
    type,
    // The plugin's own default is written out, for what else must know the bridge.
    ...(type === 'bridge' ? { bridge: BRIDGE, isGateway: true } : {}),
    ipMasq: !env.ipMasq,
    mtu: env.mtu,
    ...own,
    ...(capabilities && { capabilities }),
    ...(runtimeConfig && { runtimeConfig }),
    ipam: hostLocal(ipam, env),
  };
}

/** The ipam part: the node's subnets to take addresses from, and a route to each network. */
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
