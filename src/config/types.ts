import type { BackendConfig } from '../backends/index.ts';
import type { FamilyNetwork } from '../flannel/index.ts';

/** A valid net-conf.json. */
export interface NetConf {
  readonly ipv4?: FamilyNetwork;
  readonly ipv6?: FamilyNetwork;
  /** true: nft, false: iptables, absent: nft if it is installed, else iptables. */
  readonly enableNFTables?: boolean;
  readonly backend: BackendConfig;
}
