import type { NodeOptions } from '../saved/saved-node.ts';

/** What a person gave on the command line of init, join or diff. Absent: as remembered, or the default. */
export interface SetUpInput {
  /** Put before every file's path. */
  readonly root: string;
  /** A net-conf.json's path, `-`, or its text. */
  readonly netConf?: string;
  /** The path of a list of nodes, or `-`: a subnet plan, a node list, or what kubectl or etcdctl print. */
  readonly nodesFile?: string;
  /** The prefix of flannel's annotations in what kubectl prints. */
  readonly annotationPrefix?: string;
  /** Whether a record that can't be read is an error. */
  readonly strict?: boolean;
  /** Peers as `NAME=PUBLIC_IP,SUBNET…`. */
  readonly peers: readonly string[];
  /** Names of peers that are to be removed from those that are remembered. */
  readonly removePeers?: readonly string[];
  /** Whether there is to be somebody to join: the node is told where it would be alone. */
  readonly joins?: boolean;
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
  /** Whether systemd is to bring the network back at boot. */
  readonly enableService?: boolean;
  readonly cniType?: NodeOptions['cniType'];
  /** A CNI conf list's path. */
  readonly cniConf?: string;
}
