import type { NetConf } from '../config/index.ts';
import type { LeaseData, PlanNode } from '../flannel/index.ts';
import type { Address, NodeName, Prefix } from '../net/index.ts';

/** The subnets of all nodes, and the networks that they are in. */
export interface SubnetPlan {
  readonly netConf: NetConf;
  /** The net-conf as written, so that a node needs only the plan file to join. */
  readonly netConfSource: unknown;
  /** In numeric order of their subnets, nodes with IPv4 first. */
  readonly nodes: readonly PlanNode[];
}

/** A node's request in one address family. */
export interface FamilyRequest {
  readonly publicIP: Address;
  /** The requested subnet. */
  readonly pin?: Prefix;
  /** Its lease data, if it is not derived from its subnet. */
  readonly data?: LeaseData;
}

/** A node that requests subnets: an entry of a node list. */
export interface NodeRequest {
  readonly name: NodeName;
  readonly ipv4?: FamilyRequest;
  readonly ipv6?: FamilyRequest;
}
