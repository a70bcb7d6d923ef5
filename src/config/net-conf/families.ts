import type { Family } from '../../net/index.ts';

/** The differences between IPv4 and IPv6 in flannel's rules (flannel-facts 1.3). */
export interface FamilyRules {
  readonly family: Family;
  readonly keys: {
    readonly enable: string;
    readonly network: string;
    readonly subnetLen: string;
    readonly subnetMin: string;
    readonly subnetMax: string;
  };
  /** The default length of a node's subnet, unless the network is too small for four of them. */
  readonly usualLen: number;
  /** The longest prefix length of a node's subnet, and of the network. */
  readonly longestLen: number;
  readonly longestNetwork: number;
  readonly example: string;
  /** Networks whose addresses can't be a pod's, each with the reason. */
  readonly unusable: Readonly<Record<string, string>>;
}

export const IPV4: FamilyRules = {
  family: 4,
  keys: {
    enable: 'EnableIPv4',
    network: 'Network',
    subnetLen: 'SubnetLen',
    subnetMin: 'SubnetMin',
    subnetMax: 'SubnetMax',
  },
  usualLen: 24,
  longestLen: 30,
  longestNetwork: 28,
  example: '10.244.0.0/16',
  unusable: { '0.0.0.0/8': 'this-network', '127.0.0.0/8': 'loopback', '224.0.0.0/4': 'multicast' },
};

export const IPV6: FamilyRules = {
  family: 6,
  keys: {
    enable: 'EnableIPv6',
    network: 'IPv6Network',
    subnetLen: 'IPv6SubnetLen',
    subnetMin: 'IPv6SubnetMin',
    subnetMax: 'IPv6SubnetMax',
  },
  usualLen: 64,
  longestLen: 126,
  longestNetwork: 124,
  example: 'fd00:244::/56',
  unusable: { '::/8': 'loopback', 'fe80::/10': 'link-local', 'ff00::/8': 'multicast' },
};

/** The keys that define a family's network. */
export const shapeKeys = ({ keys: { network, subnetLen, subnetMin, subnetMax } }: FamilyRules) =>
  [network, subnetLen, subnetMin, subnetMax] as const;
