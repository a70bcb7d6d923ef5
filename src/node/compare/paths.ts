import { goesDirect } from '../../backends/index.ts';
import { publicIPsOfNode } from '../../flannel/index.ts';
import { type Facts, mainRoutes, SAMPLED_HOST, type Ways, waysByPrefix, waysTo } from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import { type Address, addressIn, FAMILY_NAMES, FAMILY_OF } from '../../net/index.ts';
import type { NodeConfig } from '../resolve/resolve-node.ts';
import { podBridge } from '../saved/pod-bridge.ts';
import { sampled } from './sampled.ts';

/** The largest number of peers whose routes are read: a wrong route seldom concerns one peer only. */
const MOST_SAMPLED = 16;

/** An address in the subnet of each sampled peer, and of each named one. */
const podSamples = (peers: readonly PlanNode[], named: ReadonlySet<string>): Address[] =>
  [...new Set([...sampled(peers, MOST_SAMPLED), ...peers.filter(({ name }) => named.has(name))])].flatMap(
    (peer) =>
      FAMILY_NAMES.flatMap((family) => {
        const subnet = peer[family]?.subnet;
        return subnet === undefined ? [] : [addressIn(subnet, SAMPLED_HOST)];
      }),
  );

/** Reads the kernel's routes to each peer's public IP, and to pods of some peers. */
export async function readWays(
  { peers, plan, node, options }: Pick<NodeConfig, 'peers' | 'plan' | 'node' | 'options'>,
  named: ReadonlySet<string>,
  facts: Facts,
): Promise<Ways> {
  const publicIPs = peers.flatMap(publicIPsOfNode);
  const pods = podSamples(peers, named);
  const sources = Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const subnet = node[family]?.subnet;
      if (subnet === undefined) return [];
      return [[FAMILY_OF[family], { source: addressIn(subnet, SAMPLED_HOST), bridge: podBridge(options) }]];
    }),
  );
  return goesDirect(plan.netConf.backend)
    ? waysTo(publicIPs, pods, sources)
    : waysByPrefix(publicIPs, await facts(mainRoutes), pods, sources);
}
