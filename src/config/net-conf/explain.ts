import { configRules } from '../../backends/index.ts';
import type { FamilyNetwork } from '../../flannel/index.ts';
import type { NetConfSummary, NetworkSummary } from '../../generated/types.js';
import { addressToNumber, prefixFamily, prefixOf, prefixSize } from '../../net/index.ts';
import type { Explanation } from '../explanation.ts';
import type { NetConf } from '../types.ts';
import type { NetConfOptions } from './check.ts';

/** Explains a net-conf: networks, how many nodes and pods they hold, links, MTU, packet rules. */
export function explainNetConf(
  { ipv4, ipv6, backend, enableNFTables }: NetConf,
  { store }: NetConfOptions = {},
): Explanation<NetConfSummary> {
  const inKubernetes = store === 'kubernetes';
  const networks = [ipv4, ipv6].flatMap((network) =>
    network === undefined ? [] : [describeNetwork(network, inKubernetes)],
  );
  const families = { ipv4: ipv4 !== undefined, ipv6: ipv6 !== undefined };
  const ofBackend = configRules(backend.type).explain?.(backend, families) ?? {
    document: backend,
    rows: [['backend', backend.type]] as const,
  };
  const rules = enableNFTables === undefined ? 'either' : enableNFTables ? 'nft' : 'iptables';
  return {
    document: {
      kind: 'net-conf',
      networks: networks.map(({ document }) => document),
      backend: ofBackend.document,
      rules,
    },
    rows: [...networks.flatMap(({ rows }) => rows), ...ofBackend.rows, ['rules', RULES[rules]]],
  };
}

const RULES = {
  nft: 'nft',
  iptables: 'iptables',
  either: 'flannelctl takes nft where it is installed, else iptables; flanneld takes iptables',
} as const;

/** Addresses that no pod gets: the subnet's own address, the gateway and, in IPv4, the broadcast address. */
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
