import type { FamilyNetwork, NodeFamily, PlanNode } from '../../flannel/index.ts';
import type { Address, FamilyName, LinkName } from '../../net/index.ts';
import type { BackendConfig } from './config.ts';

/** One family of a node's network. */
export interface FamilyInput {
  readonly name: FamilyName;
  readonly network: FamilyNetwork;
  /** This node's values. */
  readonly own: NodeFamily;
  /** The source address of outer packets. */
  readonly local: Address;
}

/** The kernel's route to a peer's public IP: without a gateway the peer is on the link itself. */
export interface Path {
  readonly dev?: LinkName;
  readonly gateway?: Address;
}

/** Everything that decides the network of one node. Plain values: the same input gives the same host state. */
export interface BackendInput {
  /** IPv4 first. */
  readonly families: readonly FamilyInput[];
  readonly peers: readonly PlanNode[];
  readonly backend: BackendConfig;
  readonly uplink: { readonly name: LinkName; readonly mtu: number };
  /** By public IP. */
  readonly paths: ReadonlyMap<Address, Path>;
  readonly ipMasq: boolean;
  /** Whether masquerading chooses source ports at random, which avoids races (flannel-facts 6.1). */
  readonly randomFully: boolean;
  /** Whether what is for pods of this node that are not there is dropped, and not sent to the default gateway. */
  readonly blackholeRoute?: boolean;
  readonly engine: 'nft' | 'iptables';
  /** The bridge of the pods. */
  readonly bridge: LinkName;
  /** The path of subnet.env; absent: where flannel has it. */
  readonly subnetFile?: string;
  /** The text of the CNI conf list. */
  readonly cniConf: string;
  readonly kernel: {
    readonly ipv6: boolean;
    /** Whether the IPv6 settings of links can be written. */
    readonly setsIpv6: boolean;
    readonly bridgeNetfilter: boolean;
    /** Whether the kernel has nexthop objects (since 5.3). */
    readonly nexthops: boolean;
  };
  /** Whether iptables makes tables and built-in chains on first use, which a reset deletes. */
  readonly iptablesIsNft: boolean;
}
