import type { FoundOverlay } from '../../../backends/index.ts';
import type { Problem } from '../../../errors/index.ts';
import type { Address, Family, LinkName, Mac, NodeName, Prefix } from '../../../net/index.ts';
import type { HostObject } from '../../../state/index.ts';

/** A node found on a host, in one family. */
export interface FoundFamily {
  readonly publicIP: Address;
  readonly subnet: Prefix;
  /** The MAC of its overlay link. */
  readonly mac?: Mac;
}

/** The findings of one family. */
export interface FamilyView {
  readonly family: Family;
  readonly network: Prefix;
  readonly subnet: Prefix;
  readonly overlay?: FoundOverlay;
  readonly own?: FoundFamily;
  readonly peers: readonly FoundFamily[];
  /** The links to peers that are reached without the overlay. */
  readonly direct: readonly LinkName[];
  /** Why nodes that the host has entries of are no peers. */
  readonly leftOut: readonly Problem[];
  readonly problems: readonly Problem[];
}

export interface FromHostOptions {
  /** This node's name; else it is named by its subnet, as its peers are. */
  readonly name?: NodeName;
  /** This node's underlay addresses, used if no link of flannel's has them. */
  readonly publicIP?: Address;
  readonly publicIPv6?: Address;
  /** The uplink that flannel would choose. Its addresses are used if nothing else has them. */
  readonly uplink?: { readonly ipv4?: Address; readonly ipv6?: Address; readonly mtu?: number };
}

/** A plan derived from a host, as in schemas/subnet-plan.schema.json. */
interface HostPlan {
  readonly kind: 'SubnetPlan';
  readonly netConf: Readonly<Record<string, unknown>>;
  readonly nodes: readonly HostPlanNode[];
}

export interface HostPlanNode {
  readonly name: NodeName;
  readonly publicIP?: Address;
  readonly publicIPv6?: Address;
  readonly subnet?: Prefix;
  readonly ipv6Subnet?: Prefix;
  readonly vni?: number;
  readonly vtepMAC?: Mac;
  readonly vtepMACv6?: Mac;
}

export interface FromHost {
  readonly plan: HostPlan;
  /** This node's name in the plan. */
  readonly own: NodeName;
  readonly ipMasq?: boolean;
  /** The nodes that the host has entries of, and that are not in the plan; the problems have them, too. */
  readonly leftOut: readonly Problem[];
  /** Values that the host does not show, and what was assumed instead. */
  readonly problems: readonly Problem[];
}

export type Observed = readonly HostObject[];
