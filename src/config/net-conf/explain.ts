import type { NetConfSummary, NetworkSummary } from '../../generated/types.js';
import { addressToNumber, prefixFamily, prefixOf, prefixSize } from '../../net/index.ts';
import type { Explanation } from '../explanation.ts';
import type { BackendConfig, FamilyNetwork, NetConf, VxlanConfig } from '../types.ts';
import { BACKENDS } from './backends.ts';
import type { NetConfOptions } from './check.ts';
import { vxlanDevices } from './vxlan.ts';

type Rows = Explanation['rows'];

/** What flannel makes of a net-conf: networks, how many nodes and pods they hold, devices, MTU, packet rules. */
export function explainNetConf(
  { ipv4, ipv6, backend, enableNFTables }: NetConf,
  { store }: NetConfOptions = {},
): Explanation<NetConfSummary> {
  const inKubernetes = store === 'kubernetes';
  const networks = [ipv4, ipv6].flatMap((network) =>
    network === undefined ? [] : [describeNetwork(network, inKubernetes)],
  );
  const families = { ipv4: ipv4 !== undefined, ipv6: ipv6 !== undefined };
  const devices = backend.type === 'vxlan' ? vxlanDevices(backend.vni, families) : [];
  const rules = enableNFTables === undefined ? 'either' : enableNFTables ? 'nft' : 'iptables';
  return {
    document: {
      kind: 'net-conf',
      networks: networks.map(({ document }) => document),
      backend: { ...backend, ...(devices.length > 0 ? { devices: [...devices] } : {}) },
      rules,
    },
    rows: [
      ...networks.flatMap(({ rows }) => rows),
      ['backend', backend.type === 'vxlan' ? vxlanInWords(backend, devices) : backend.type],
      ...mtuRow(backend, families.ipv6),
      ['rules', RULES[rules]],
    ],
  };
}

const RULES = {
  nft: 'nft',
  iptables: 'iptables',
  either: 'flannelctl takes nft where it is installed, else iptables; flanneld takes iptables',
} as const;

const vxlanInWords = (
  { vni, port, directRouting, gbp, learning }: VxlanConfig,
  devices: readonly string[],
): string =>
  [
    `vxlan on ${devices.join(' and ')}, VNI ${vni}, UDP port ${port}`,
    ...(directRouting ? ['direct routes to nodes on the same link'] : []),
    ...(gbp ? ['group policy'] : []),
    ...(learning ? ['MAC learning'] : []),
  ].join(', ');

/** Over IPv6 vxlan takes 20 bytes more of what the uplink carries, which flanneld does not reckon with (flannel-facts 13.2). */
function mtuRow(backend: BackendConfig, hasIPv6: boolean): Rows {
  const { overhead } = BACKENDS[backend.type];
  if (backend.type !== 'vxlan' || overhead === undefined) return [];
  const base = backend.mtu ?? 1500;
  const left = base - overhead.ipv4;
  const carried = hasIPv6 ? Math.min(left, Math.max(1500, base) - overhead.ipv6) : left;
  const on = backend.mtu === undefined ? 'on an uplink of 1500' : `of MTU ${backend.mtu}`;
  const more = hasIPv6 ? `, over IPv6 ${overhead.ipv6}` : '';
  const flanneld = carried < left ? `; flanneld tells them ${left}` : '';
  return [
    ['MTU', `${carried} for pods ${on}: vxlan takes ${overhead.ipv4} bytes of each packet${more}${flanneld}`],
  ];
}

/** A subnet's own address, its gateway and, with IPv4, its broadcast address are no pod's. */
const NOT_FOR_PODS = { 4: 3n, 6: 2n } as const;

function describeNetwork(
  { network, subnetLen, subnetMin, subnetMax }: FamilyNetwork,
  inKubernetes: boolean,
): Explanation<NetworkSummary> {
  const family = prefixFamily(network);
  const [first, last] = [prefixOf(subnetMin, subnetLen), prefixOf(subnetMax, subnetLen)];
  const nodes = (addressToNumber(subnetMax) - addressToNumber(subnetMin)) / prefixSize(first) + 1n;
  const pods = prefixSize(first) - NOT_FOR_PODS[family];
  const subnets = `${first} to ${last}, a /${subnetLen} for each of ${counted(nodes, 'node')} with ${counted(pods, 'pod')}`;
  return {
    document: {
      family: family === 4 ? 'ipv4' : 'ipv6',
      network,
      subnetLen,
      firstSubnet: first,
      lastSubnet: last,
      ...(isSafe(nodes) ? { nodes: Number(nodes) } : {}),
      ...(isSafe(pods) ? { podsPerNode: Number(pods) } : {}),
    },
    rows: [
      [`IPv${family} network`, network],
      [`IPv${family} subnets`, inKubernetes ? `each node's podCIDR; outside Kubernetes ${subnets}` : subnets],
    ],
  };
}

const isSafe = (count: bigint): boolean => count <= BigInt(Number.MAX_SAFE_INTEGER);

/** `1 node`, `255 nodes`, `2^64 pods`. */
const counted = (count: bigint, what: string): string =>
  `${isSafe(count) ? count : `2^${(count + 2n).toString(2).length - 1}`} ${what}${count === 1n ? '' : 's'}`;
