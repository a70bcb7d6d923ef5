import { type BackendInput, desiredState, type FamilyInput } from '../../src/backends/index.ts';
import type { PlanNode } from '../../src/leases/index.ts';
import type { Address, LinkName, Mac, NodeName, Prefix } from '../../src/net/index.ts';
import { showObject } from '../../src/state/index.ts';

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
export const EXAMPLE: BackendInput = {
  families: [IPV4],
  peers: [
    {
      name: 'n2' as NodeName,
      ipv4: {
        publicIP: '192.168.1.2' as Address,
        subnet: '10.244.2.0/24' as Prefix,
        data: { vtepMac: '02:00:00:00:00:02' as Mac },
      },
    },
  ],
  backend: VXLAN,
  uplink: { name: 'eth0' as LinkName, mtu: 1500 },
  paths: new Map(),
  ipMasq: true,
  randomFully: true,
  engine: 'nft',
  bridge: 'cni0' as LinkName,
  cniConf: '{"name":"cbr0"}\n',
  kernel: { ipv6: true, setsIpv6: true, bridgeNetfilter: true, nexthops: true },
  iptablesIsNft: true,
};

/** The example's node with something else of its own. */
export const withOwn = (own: Partial<FamilyInput['own']>, rest: Partial<FamilyInput> = {}): FamilyInput[] => [
  { ...IPV4, ...rest, own: { ...IPV4.own, ...own } },
];

/** A peer by its number, without MACs of its own: of IPv4, of IPv6 or of both. */
export function peerOf(number: number, families: '4' | '6' | '46' = '4'): PlanNode {
  const hex = number.toString(16);
  return {
    name: `n${number}` as NodeName,
    ...(families.includes('4') && {
      ipv4: {
        publicIP: `192.168.1.${number}` as Address,
        subnet: `10.244.${number}.0/24` as Prefix,
      },
    }),
    ...(families.includes('6') && {
      ipv6: {
        publicIP: `fd00:192:168:1::${hex}` as Address,
        subnet: `fd00:10:244:${hex}::/64` as Prefix,
      },
    }),
  };
}

/** The example with IPv6, and with a peer that has both. */
export const DUAL: BackendInput = { ...EXAMPLE, families: [IPV4, IPV6], peers: [peerOf(2, '46')] };

/** The same with IPv6 alone. */
export const SIX: BackendInput = { ...DUAL, families: [IPV6] };

/** What it leads to, as lines. */
export const linesOf = (input: BackendInput): string[] => desiredState(input).map(showObject);
