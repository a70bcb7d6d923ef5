import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { BackendConfig } from '../../src/backends/index.ts';
import type { NetConf } from '../../src/config/index.ts';
import type { FamilyNetwork } from '../../src/flannel/index.ts';
import { leaseRecord, type NodeFamily, nodeAnnotations, type PlanNode } from '../../src/leases/index.ts';
import { type Address, addressPart, type NodeName, type Prefix } from '../../src/net/index.ts';

/** A node as flannel publishes it. */
export interface PublishedNode {
  readonly name: string;
  readonly publicIP: string;
  readonly subnet: string;
  readonly mac: string;
  readonly publicIPv6?: string;
  readonly subnetV6?: string;
  readonly macV6?: string;
}

/** Nodes of a cluster with vxlan, counted from 1; up to 250. */
export const publishedNodes = (count: number, dual = false): PublishedNode[] =>
  Array.from({ length: count }, (_, i) => {
    const hex = (i + 1).toString(16);
    const two = hex.padStart(2, '0');
    const v6 = {
      publicIPv6: `fd00:200::${hex}`,
      subnetV6: `fd00:244:0:${hex}::/64`,
      macV6: `6a:00:00:00:00:${two}`,
    };
    return {
      name: `n${i + 1}`,
      publicIP: `192.168.1.${i + 1}`,
      subnet: `10.244.${i + 1}.0/24`,
      mac: `4a:00:00:00:00:${two}`,
      ...(dual ? v6 : {}),
    };
  });

/** A published node as the node of a plan. */
export const planNodeOf = (node: PublishedNode): PlanNode => {
  const { publicIPv6, subnetV6, macV6 } = node;
  return {
    name: node.name as NodeName,
    ipv4: familyOf(node.publicIP, node.subnet, node.mac),
    ...(publicIPv6 && subnetV6 && { ipv6: familyOf(publicIPv6, subnetV6, macV6 ?? '') }),
  };
};

const familyOf = (publicIP: string, subnet: string, mac: string): NodeFamily => ({
  publicIP: publicIP as Address,
  subnet: subnet as Prefix,
  ...(mac === '' ? {} : { data: { vtepMac: mac } }),
});

const shape = (network: string, subnetLen: number): FamilyNetwork => {
  const prefix = network as Prefix;
  return { network: prefix, subnetLen, subnetMin: addressPart(prefix), subnetMax: addressPart(prefix) };
};

/** A net-conf with the families of a published node. */
export const netConfOf = (node: PublishedNode, backend: BackendConfig): NetConf => ({
  ipv4: shape('10.244.0.0/16', 24),
  ...(node.publicIPv6 && { ipv6: shape('fd00:244::/56', 64) }),
  backend,
});

/** The annotations that flanneld writes, with vxlan unless another backend is said. */
export const annotationsOf = (
  node: PublishedNode,
  { prefix, vni = 1, type = 'vxlan' }: { prefix?: string; vni?: number; type?: string } = {},
): Readonly<Record<string, string>> =>
  nodeAnnotations(planNodeOf(node), netConfOf(node, { type, vni }), prefix === undefined ? {} : { prefix });

/** A Node object with flannel's annotations, or others. */
export const kubeNode = (node: PublishedNode, annotations: object = annotationsOf(node)): object => {
  const cidrs = [node.subnet, node.subnetV6].filter((cidr) => cidr !== undefined);
  const addresses = [node.publicIP, node.publicIPv6].filter((address) => address !== undefined);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, annotations, labels: { 'kubernetes.io/hostname': node.name } },
    spec: { podCIDR: cidrs[0], podCIDRs: cidrs },
    status: {
      addresses: [
        ...addresses.map((address) => ({ type: 'InternalIP', address })),
        { type: 'Hostname', address: node.name },
      ],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
};

/** What `kubectl get nodes` puts around nodes. */
export const kubeList = (items: readonly object[]): object => ({
  apiVersion: 'v1',
  items,
  kind: 'List',
  metadata: { resourceVersion: '' },
});

export const kubectlJson = (items: readonly object[]): string => JSON.stringify(kubeList(items), null, 4);
export const kubectlYaml = (items: readonly object[]): string => stringify(kubeList(items));

/** Keys and values as etcd has them. */
export type EtcdPairs = readonly (readonly [key: string, value: string])[];

/** A lease as flanneld puts it, with vxlan. */
export function etcdPair(
  node: PublishedNode,
  { prefix, vni = 1 }: { prefix?: string; vni?: number } = {},
): EtcdPairs[number] {
  const pair = leaseRecord(planNodeOf(node), netConfOf(node, { type: 'vxlan', vni }), prefix);
  if (pair === undefined) throw new Error(`${node.name} has no lease`);
  return [pair.key, pair.value];
}

/** What `etcdctl get --prefix` prints. */
export const etcdPlain = (pairs: EtcdPairs): string => pairs.map((pair) => `${pair.join('\n')}\n`).join('');

/** What `etcdctl get --prefix -w json` prints. */
export function etcdJson(pairs: EtcdPairs): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const kvs = pairs.map(([key, value], i) => ({
    key: base64(key),
    create_revision: i + 2,
    mod_revision: i + 2,
    version: 1,
    value: base64(value),
    lease: 7587871842536839000 + i,
  }));
  const header = {
    cluster_id: 14841639068965180000,
    member_id: 10276657743932975000,
    revision: 9,
    raft_term: 2,
  };
  return `${JSON.stringify({ header, kvs, count: kvs.length })}\n`;
}

const RECORDINGS = path.resolve(import.meta.dirname, '../fixtures/recordings');

export const recorded = (folder: string, file: string): string =>
  readFileSync(path.join(RECORDINGS, folder, file), 'utf8');

/** The keys and values of a plain listing whose values have one line each, as those recorded have. */
export function pairsOf(listing: string): EtcdPairs {
  const lines = listing.split('\n').filter((line) => line !== '');
  return lines.flatMap((key, i) => (i % 2 === 0 ? [[key, lines[i + 1] ?? ''] as const] : []));
}
