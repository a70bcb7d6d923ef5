import type { FamilyNetwork, VxlanConfig } from '../config/index.ts';
import type { PlanNode } from '../leases/index.ts';
import type { Address, LinkName } from '../net/index.ts';

/** Everything the network of one node follows from. Plain values: the same input gives the same host state. */
export interface NodeNetwork {
  readonly node: PlanNode;
  readonly peers: readonly PlanNode[];
  readonly network: FamilyNetwork;
  readonly backend: VxlanConfig;
  readonly uplink: { readonly name: LinkName; readonly address: Address; readonly mtu: number };
  readonly ipMasq: boolean;
  readonly engine: 'nft' | 'iptables';
  /** The CNI conf list, as the text of its file. */
  readonly cniConf: string;
  readonly kernel: { readonly ipv6: boolean; readonly bridgeNetfilter: boolean };
  /** Whether iptables makes tables and built-in chains on first use, which a reset should take away again. */
  readonly iptablesIsNft: boolean;
}
