import { goesDirect } from '../../backends/index.ts';
import { type PathTo, routesByPrefix, routesTo } from '../../host/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';
import type { NodeConfig } from '../resolve/resolve-node.ts';

/** How the kernel sends to each peer's public IP. */
export async function readPaths({
  peers,
  plan,
}: Pick<NodeConfig, 'peers' | 'plan'>): Promise<ReadonlyMap<Address, PathTo>> {
  const publicIPs = peers.flatMap((peer) => FAMILY_NAMES.flatMap((family) => peer[family]?.publicIP ?? []));
  return (goesDirect(plan.netConf.backend) ? routesTo : routesByPrefix)(publicIPs);
}
