import type { NetConf } from '../config/index.ts';
import type { Address, Mac, NodeName, Prefix } from '../net/index.ts';

/** What a node has of one address family. */
export interface NodeFamily {
  /** The underlay address the other nodes reach it at. */
  readonly publicIP: Address;
  readonly subnet: Prefix;
  /** The MAC of its VTEP; only with the vxlan backend. */
  readonly vtepMac?: Mac;
}

/** A node as its peers know it. The families are independent: it may lack one of its network's. */
export interface PlanNode {
  readonly name: NodeName;
  readonly ipv4?: NodeFamily;
  readonly ipv6?: NodeFamily;
}

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
  /** The MAC its VTEP has, where it is not the derived one. */
  readonly vtepMac?: Mac;
}

/** A node that asks for subnets: one entry of a node list. */
export interface NodeRequest {
  readonly name: NodeName;
  readonly ipv4?: FamilyRequest;
  readonly ipv6?: FamilyRequest;
}
