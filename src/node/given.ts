import type { NodeOptions } from './record.ts';

/** What a person gave on the command line of init, join or diff. Absent: as remembered, or the default. */
export interface Given {
  /** Put before every file's path. */
  readonly root: string;
  /** A net-conf.json's path, `-`, or its text. */
  readonly netConf?: string;
  /** A subnet plan's path, or `-`. */
  readonly plan?: string;
  /** Peers as `NAME=PUBLIC_IP,SUBNET…`. */
  readonly peers: readonly string[];
  /** This node's name; default: as remembered, else the host name. */
  readonly node?: string;
  /** The uplink's names or addresses, to be tried in turn; then patterns of them; then an address it leads to. */
  readonly iface?: readonly string[];
  readonly ifaceRegex?: readonly string[];
  readonly ifaceCanReach?: string;
  readonly publicIP?: string;
  readonly publicIPv6?: string;
  readonly ipMasq?: boolean;
  readonly randomFully?: boolean;
  readonly cniType?: NodeOptions['cniType'];
  /** A CNI conf list's path. */
  readonly cniConf?: string;
}
