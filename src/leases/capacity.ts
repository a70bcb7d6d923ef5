import type { FamilyNetwork } from '../config/index.ts';
import { subnetCount, subnetSize } from './subnets.ts';

/** How much a network holds. */
export interface Capacity {
  /** Subnets that may be given out, from SubnetMin to SubnetMax. */
  readonly subnets: number;
  readonly used: number;
  readonly free: number;
  /** Addresses of a subnet that pods can have. */
  readonly podsPerNode: number;
}

/** A subnet's network address, its gateway (the bridge's `.1`) and its broadcast address are no pod's. */
const NOT_FOR_PODS = 3;

/** The capacity of an IPv4 network of which `used` subnets are given out. */
export function capacityOf(network: FamilyNetwork, used: number): Capacity {
  const subnets = subnetCount(network);
  return { subnets, used, free: subnets - used, podsPerNode: Number(subnetSize(network)) - NOT_FOR_PODS };
}
