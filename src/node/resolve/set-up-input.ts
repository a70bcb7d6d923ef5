import type { NodeRequest } from '../../leases/index.ts';
import type { GivenNetConf } from '../input/inputs.ts';
import type { NodeOptions } from '../saved/saved-node.ts';
import type { HostPlan } from '../takeover/host-plan.ts';

/** A network and its nodes as a store of leases has them. */
interface StoredNetwork extends GivenNetConf {
  readonly nodes: readonly NodeRequest[];
}

/** The command line of init, join or diff. Absent: the saved value, or the default. */
export interface SetUpInput {
  /** The folder put before every file's path. */
  readonly root: string;
  /** A net-conf.json's path, `-`, or its text. */
  readonly netConf?: string;
  /** The path of a list of nodes, or `-`: a subnet plan, a node list, or the output of kubectl or etcdctl. */
  readonly nodesFile?: string;
  /** In place of a net-conf and a list. The uplink and the public IPs are then chosen again, by the given values alone. */
  readonly stored?: StoredNetwork;
  /** The plan that the objects of flanneld on this host show, where it was read already. */
  readonly hostPlan?: HostPlan;
  /** The prefix of flannel's annotations on nodes. */
  readonly annotationPrefix?: string;
  /** Whether a record that can't be read is an error. */
  readonly strict?: boolean;
  /** Peers as `NAME=PUBLIC_IP,SUBNET…`. */
  readonly peers: readonly string[];
  /** Names of saved peers to remove. */
  readonly removePeers?: readonly string[];
  /** Whether another node is needed to join: a notice says if there is none. */
  readonly joins?: boolean;
  /** This node's name; default: the saved one, else the host name. */
  readonly node?: string;
  /** The uplink's names or addresses, tried in turn; then patterns of them; then an address that it leads to. */
  readonly iface?: readonly string[];
  readonly ifaceRegex?: readonly string[];
  readonly ifaceCanReach?: string;
  readonly publicIP?: string;
  readonly publicIPv6?: string;
  readonly ipMasq?: boolean;
  readonly randomFully?: boolean;
  /** Whether what is for missing pods of this node is dropped. */
  readonly ipBlackholeRoute?: boolean;
  /** Whether systemd is to set the network up at boot. */
  readonly enableService?: boolean;
  /** The path of subnet.env. */
  readonly subnetFile?: string;
  readonly cniType?: NodeOptions['cniType'];
  /** A CNI conf list's path. */
  readonly cniConf?: string;
}
