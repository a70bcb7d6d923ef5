import type { FamilyInput, NodeNetwork } from '../../src/backends/index.ts';
import type { Address, LinkName, Mac, NodeName, Prefix } from '../../src/net/index.ts';

/** What the example's node has of IPv4. */
export const IPV4: FamilyInput = {
  name: 'ipv4',
  network: {
    network: '10.244.0.0/16' as Prefix,
    subnetLen: 24,
    subnetMin: '10.244.1.0' as Address,
    subnetMax: '10.244.255.0' as Address,
  },
  own: { publicIP: '192.168.1.1' as Address, subnet: '10.244.1.0/24' as Prefix },
  local: '192.168.1.1' as Address,
};

/** The same of IPv6. */
export const IPV6: FamilyInput = {
  name: 'ipv6',
  network: {
    network: 'fd00:10:244::/56' as Prefix,
    subnetLen: 64,
    subnetMin: 'fd00:10:244:1::' as Address,
    subnetMax: 'fd00:10:244:ff::' as Address,
  },
  own: { publicIP: 'fd00:192:168:1::1' as Address, subnet: 'fd00:10:244:1::/64' as Prefix },
  local: 'fd00:192:168:1::1' as Address,
};

export const VXLAN = {
  type: 'vxlan',
  vni: 1,
  port: 8472,
  gbp: false,
  learning: false,
  directRouting: false,
} as const;

/** The example of flannel-facts 11: this node is 10.244.1.0/24 at 192.168.1.1, its peer 10.244.2.0/24 at 192.168.1.2. */
export const EXAMPLE: NodeNetwork = {
  families: [IPV4],
  peers: [
    {
      name: 'n2' as NodeName,
      ipv4: {
        publicIP: '192.168.1.2' as Address,
        subnet: '10.244.2.0/24' as Prefix,
        vtepMac: '02:00:00:00:00:02' as Mac,
      },
    },
  ],
  backend: VXLAN,
  uplink: { name: 'eth0' as LinkName, mtu: 1500 },
  paths: new Map(),
  ipMasq: true,
  engine: 'nft',
  cniConf: '{"name":"cbr0"}\n',
  kernel: { ipv6: true, bridgeNetfilter: true, nexthops: true },
  iptablesIsNft: true,
};

/** The example's node with something else of its own. */
export const withOwn = (own: Partial<FamilyInput['own']>, rest: Partial<FamilyInput> = {}): FamilyInput[] => [
  { ...IPV4, ...rest, own: { ...IPV4.own, ...own } },
];
