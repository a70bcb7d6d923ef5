import type { Address, Prefix } from '../net/index.ts';

/** The pod network of one address family, with flannel's derivations done (flannel-facts 1.3). */
export interface FamilyNetwork {
  readonly network: Prefix;
  /** Prefix length of a node's subnet. */
  readonly subnetLen: number;
  /** First and last subnet that may be given to a node, by their network addresses. */
  readonly subnetMin: Address;
  readonly subnetMax: Address;
}

/** flannel's vxlan backend (flannel-facts 2.1). */
export interface VxlanConfig {
  readonly type: 'vxlan';
  readonly vni: number;
  /** UDP port; the kernel's default for vxlan in flannel is 8472. */
  readonly port: number;
  /** What to take instead of the uplink's MTU, before the overhead is taken off. */
  readonly mtu?: number;
  readonly gbp: boolean;
  readonly learning: boolean;
  readonly directRouting: boolean;
}

/** A backend of flannel that is known by name but that flannelctl doesn't build. */
interface OtherBackendConfig {
  readonly type: 'host-gw' | 'udp' | 'wireguard' | 'ipip' | 'ipsec' | 'extension' | 'alloc' | 'tencent-vpc';
}

export type BackendConfig = VxlanConfig | OtherBackendConfig;

/** A valid net-conf.json. */
export interface NetConf {
  readonly ipv4?: FamilyNetwork;
  readonly ipv6?: FamilyNetwork;
  /** true: nft, false: iptables, absent: nft where there is nft, else iptables. */
  readonly enableNFTables?: boolean;
  readonly backend: BackendConfig;
}
