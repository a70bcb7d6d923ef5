import type { NetConf } from '../config/index.ts';
import type { LeaseData, PlanNode } from '../flannel/index.ts';
import type { Address, NodeName, Prefix } from '../net/index.ts';

/** Which node has which subnets, and the networks they are subnets of. */
export interface SubnetPlan {
  readonly netConf: NetConf;
  /** The net-conf as it was written, so that a plan file alone suffices for a node to join. */
  readonly netConfSource: unknown;
  /** In numeric order of their subnets, those with IPv4 first. */
  readonly nodes: readonly PlanNode[];
}

/** What a node asks for in one address family. */
export interface FamilyRequest {
  readonly publicIP: Address;
  /** The one subnet it wants. */
  readonly pin?: Prefix;
  /** What it publishes, where that does not follow from its subnet. */
  readonly data?: LeaseData;
}

/** A node that asks for subnets: one entry of a node list. */
export interface NodeRequest {
  readonly name: NodeName;
  readonly ipv4?: FamilyRequest;
  readonly ipv6?: FamilyRequest;
}
