import type { Address, Mac, NodeName, Prefix } from '../net/index.ts';

/** What a node has of one address family, as it publishes it: flannel's lease. */
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
