import { type Address, FAMILY_NAMES, type FamilyName, type NodeName, type Prefix } from '../net/index.ts';

/** What a backend publishes of a node beside its public IP and subnet. Only the backend itself looks into it. */
export type LeaseData = object;

/** What a node has of one address family, as it publishes it: flannel's lease. */
export interface NodeFamily {
  /** The underlay address the other nodes reach it at. */
  readonly publicIP: Address;
  readonly subnet: Prefix;
  readonly data?: LeaseData;
}

/** A node as its peers know it. The families are independent: it may lack one of its network's. */
export interface PlanNode {
  readonly name: NodeName;
  readonly ipv4?: NodeFamily;
  readonly ipv6?: NodeFamily;
}

/** The subnets of a node, IPv4 first. */
export const subnetsOfNode = (
  node: {
    readonly [F in FamilyName]?: Pick<NodeFamily, 'subnet'>;
  },
): Prefix[] => FAMILY_NAMES.flatMap((family) => node[family]?.subnet ?? []);

/** The public IPs of a node, or of its record, IPv4 first. */
export const publicIPsOfNode = (
  node: {
    readonly [F in FamilyName]?: Pick<NodeFamily, 'publicIP'>;
  },
): Address[] => FAMILY_NAMES.flatMap((family) => node[family]?.publicIP ?? []);
