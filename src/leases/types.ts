import type { NetConf } from '../config/index.ts';
import type { Address, Mac, NodeName, Prefix } from '../net/index.ts';

/** A node as its peers know it. */
export interface PlanNode {
  readonly name: NodeName;
  /** The underlay address the other nodes reach it at. */
  readonly publicIP: Address;
  readonly subnet: Prefix;
  /** The MAC of its VTEP; only with the vxlan backend. */
  readonly vtepMac?: Mac;
}

/** Which node has which subnet, and the network they are subnets of. */
export interface SubnetPlan {
  readonly netConf: NetConf;
  /** The net-conf as it was written, so that a plan file alone suffices for a node to join. */
  readonly netConfSource: unknown;
  /** In numeric order of their subnets. */
  readonly nodes: readonly PlanNode[];
}

/** A node that asks for a subnet: one entry of a node list. */
export interface NodeRequest {
  readonly name: NodeName;
  readonly publicIP: Address;
  /** The one subnet it wants. */
  readonly pin?: Prefix;
  /** The MAC its VTEP has, where it is not the derived one. */
  readonly vtepMac?: Mac;
}
