import { subnetSize } from '../flannel/index.ts';
import { prefixFamily } from '../net/index.ts';
import type { NamedNetwork } from './network.ts';
import { countOf, subnetCount } from './subnets.ts';

/** How much a network holds. */
export interface Capacity {
  /** Subnets that may be given out, from SubnetMin to SubnetMax. */
  readonly subnets: number;
  readonly used: number;
  readonly free: number;
  /** Addresses of a subnet that pods can have. */
  readonly podsPerNode: number;
}

/** Addresses that are no pod's: a subnet's network address, its gateway (the bridge's `.1`) and, of IPv4, its broadcast. */
const NOT_FOR_PODS = { 4: 3n, 6: 2n } as const;

/** The capacity of a network of which `used` subnets of each family are given out: that of its scarcer family. */
export function capacityOf(networks: readonly NamedNetwork[], used: number): Capacity {
  const subnets = Math.min(...networks.map(({ network }) => subnetCount(network)));
  const podsPerNode = Math.min(
    ...networks.map(({ network }) =>
      countOf(subnetSize(network) - NOT_FOR_PODS[prefixFamily(network.network)]),
    ),
  );
  return { subnets, used, free: Math.max(0, subnets - used), podsPerNode };
}
