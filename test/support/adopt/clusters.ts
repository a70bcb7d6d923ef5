import { type Rebuilt, rebuild } from '../host/rebuild.ts';
import {
  annotationsOf,
  etcdPair,
  etcdPlain,
  kubectlJson,
  kubeNode,
  type PublishedNode,
  pairsOf,
  publishedNodes,
  recorded,
} from '../lease-writers.ts';
import { type Engine, layOut } from './lay-out.ts';

/** A node of a cluster as flanneld left it, and how the cluster's other sources tell of it. */
export interface Cluster {
  readonly host: Rebuilt;
  readonly netConf: string;
  readonly etcd: string;
  readonly kubectl: string;
}

interface Lease {
  readonly PublicIP: string;
  readonly PublicIPv6: string | null;
  readonly BackendType?: string;
  readonly BackendData?: { readonly VtepMAC: string };
  readonly BackendV6Data?: { readonly VtepMAC: string };
}

/** The addresses that the recorded node has; the names of nodes are not in etcd. */
const OWN = ['10.200.0.1', 'fd00:200::1'];

/** A lease of etcd as the Node that flanneld annotates. */
function kubeOf(key: string, lease: Lease, i: number): object {
  const subnets = (key.split('/').at(-1) ?? '').split('&').map((part) => part.replace(/-(\d+)$/, '/$1'));
  const [v4, v6] = subnets.length === 2 ? subnets : [subnets[0], undefined];
  const isOwn = OWN.includes(lease.PublicIP);
  const node: PublishedNode = {
    name: isOwn ? 'n1' : `peer${i}`,
    publicIP: lease.PublicIP,
    subnet: v4 ?? '',
    mac: lease.BackendData?.VtepMAC ?? '',
    ...(v6 === undefined ? {} : { subnetV6: v6 }),
    ...(lease.PublicIPv6 === null ? {} : { publicIPv6: lease.PublicIPv6 }),
    ...(lease.BackendV6Data === undefined ? {} : { macV6: lease.BackendV6Data.VtepMAC }),
  };
  const vni = (lease.BackendData as { VNI?: number } | undefined)?.VNI ?? 1;
  return kubeNode(node, annotationsOf(node, { vni, type: lease.BackendType ?? 'udp' }));
}

/** A recorded cluster. */
export async function recordedCluster(recording: string): Promise<Cluster> {
  const etcd = recorded(recording, 'etcd.txt');
  const leases = pairsOf(etcd).filter(([key]) => key.includes('/subnets/'));
  return {
    host: await rebuild(recording),
    netConf: recorded(recording, 'net-conf.json'),
    etcd,
    kubectl: kubectlJson(leases.map(([key, value], i) => kubeOf(key, JSON.parse(value) as Lease, i))),
  };
}

/** A cluster of vxlan nodes, counted; n1 is laid out as flannel does (flannel-facts 11). */
export function laidOutCluster(peers: number, engine: Engine, dual = true): Cluster {
  const nodes = publishedNodes(peers + 1, dual);
  const netConf = JSON.stringify({
    Network: '10.244.0.0/16',
    ...(dual && { EnableIPv6: true, IPv6Network: 'fd00:244::/48' }),
    EnableNFTables: engine === 'nft',
    Backend: { Type: 'vxlan' },
  });
  return {
    host: layOut(nodes, engine),
    netConf,
    etcd: etcdPlain([['/coreos.com/network/config', netConf], ...nodes.map((node) => etcdPair(node))]),
    kubectl: kubectlJson(nodes.map((node) => kubeNode(node))),
  };
}
