import type { FoundOverlay } from '../../../backends/index.ts';
import type { Problem } from '../../../errors/index.ts';
import type { Address, Family, LinkName, Mac, NodeName, Prefix } from '../../../net/index.ts';
import type { HostObject } from '../../../state/index.ts';

/** A node as it was found on a host, in one family. */
export interface FoundFamily {
  readonly publicIP: Address;
  readonly subnet: Prefix;
  /** The MAC of its overlay link. */
  readonly mac?: Mac;
}

/** What was found of one family. */
export interface FamilyView {
  readonly family: Family;
  readonly network: Prefix;
  readonly subnet: Prefix;
  readonly overlay?: FoundOverlay;
  readonly own?: FoundFamily;
  readonly peers: readonly FoundFamily[];
  /** The links by which peers are reached without the overlay. */
  readonly direct: readonly LinkName[];
  readonly problems: readonly Problem[];
}

export interface FromHostOptions {
  /** What to call this node; else it is named by its subnet, as its peers are. */
  readonly name?: NodeName;
  /** This node's addresses on the underlay, for where no link of flannel's has them. */
  readonly publicIP?: Address;
  readonly publicIPv6?: Address;
  /** Those of the uplink that flannel would choose, for where nothing else has them. */
  readonly uplink?: { readonly ipv4?: Address; readonly ipv6?: Address };
}

/** A plan read off a host: what schemas/subnet-plan.schema.json describes. */
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
  /** The name under which this node is in the plan. */
  readonly own: NodeName;
  readonly ipMasq?: boolean;
  /** What could not be found out, and what was assumed instead. */
  readonly problems: readonly Problem[];
}

export type Observed = readonly HostObject[];
