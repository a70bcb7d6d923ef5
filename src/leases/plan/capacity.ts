import { subnetSize } from '../../flannel/index.ts';
import { prefixFamily } from '../../net/index.ts';
import type { NamedNetwork } from '../subnets/network.ts';
import { countOf, subnetCount } from '../subnets/subnets.ts';

/** The capacity of a network. */
export interface Capacity {
  /** Assignable subnets, from SubnetMin to SubnetMax. */
  readonly subnets: number;
  readonly used: number;
  readonly free: number;
  /** Addresses of a subnet for pods. */
  readonly podsPerNode: number;
}

/**
 * Reserved addresses of a subnet: its network address, its gateway (the bridge's `.1`) and, of IPv4, its broadcast
 * address.
 */
const NOT_FOR_PODS = { 4: 3n, 6: 2n } as const;

/** The capacity of a network with `used` subnets assigned in each family: that of its scarcer family. */
export function capacityOf(networks: readonly NamedNetwork[], used: number): Capacity {
  const subnets = Math.min(...networks.map(({ network }) => subnetCount(network)));
  const podsPerNode = Math.min(
    ...networks.map(({ network }) =>
      countOf(subnetSize(network) - NOT_FOR_PODS[prefixFamily(network.network)]),
    ),
  );
  return { subnets, used, free: Math.max(0, subnets - used), podsPerNode };
}
