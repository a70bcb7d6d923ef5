import type { FamilyNetwork, NodeFamily, PlanNode } from '../flannel/index.ts';
import type { Address, FamilyName, LinkName } from '../net/index.ts';
import type { BackendConfig } from './config.ts';

/** One family of a node's network. */
export interface FamilyInput {
  readonly name: FamilyName;
  readonly network: FamilyNetwork;
  /** What this node has of it. */
  readonly own: NodeFamily;
  /** The address that outer packets come from. */
  readonly local: Address;
}

/** How the kernel sends to a peer's public IP: without a gateway the peer is on the link itself. */
export interface Path {
  readonly dev?: LinkName;
  readonly gateway?: Address;
}

/** Everything the network of one node follows from. Plain values: the same input gives the same host state. */
export interface BackendInput {
  /** IPv4 first. */
  readonly families: readonly FamilyInput[];
  readonly peers: readonly PlanNode[];
  readonly backend: BackendConfig;
  readonly uplink: { readonly name: LinkName; readonly mtu: number };
  /** By public IP. */
  readonly paths: ReadonlyMap<Address, Path>;
  readonly ipMasq: boolean;
  /** Whether masquerading picks source ports at random, which spares it races (flannel-facts 6.1). */
  readonly randomFully: boolean;
  readonly engine: 'nft' | 'iptables';
  /** The bridge that pods are on. */
  readonly bridge: LinkName;
  /** The CNI conf list, as the text of its file. */
  readonly cniConf: string;
  readonly kernel: {
    readonly ipv6: boolean;
    readonly bridgeNetfilter: boolean;
    /** Whether there are nexthop objects (since 5.3). */
    readonly nexthops: boolean;
  };
  /** Whether iptables makes tables and built-in chains on first use, which a reset should take away again. */
  readonly iptablesIsNft: boolean;
}
