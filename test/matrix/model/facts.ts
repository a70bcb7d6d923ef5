import { createHash } from 'node:crypto';
import type { Lines } from './lines.ts';
import type { Network } from './network.ts';

/** subnet.env as flanneld writes it, by its SHA-256. */
function subnetEnvHash({ mtu, ipMasq }: Network): string {
  const text = `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=${mtu - 50}\nFLANNEL_IPMASQ=${ipMasq}\n`;
  return createHash('sha256').update(text).digest('hex');
}

/** What a node has to have at least in a network, in words that don't come from the product. */
export function factsOf(network: Network): string[] {
  const { vni, port, mtu, engine, ipMasq, peers } = network;
  return [
    `link flannel.${vni} vxlan ${vni} port ${port} mtu ${mtu - 50}`,
    `link cni0 bridge mtu ${mtu - 50}`,
    ...Object.entries(peers).flatMap(([name, address]) => {
      const number = name.slice(1);
      return [
        `fdb ${address}`,
        `neighbor 10.244.${number}.0`,
        `nexthop 10.244.${number}.0`,
        `route 10.244.${number}.0/24`,
      ];
    }),
    `${engine} forward`,
    ...(ipMasq ? [`${engine} masquerade`] : []),
    `subnet.env ${subnetEnvHash(network)}`,
    'file etc/cni/net.d/10-flannel.conflist',
    'file var/lib/flannelctl/node.json',
  ].toSorted();
}

interface LinkLine {
  readonly ifname: string;
  readonly mtu: number;
  readonly linkinfo?: {
    readonly info_kind: string;
    readonly info_data?: { readonly id: number; readonly port: number };
  };
}

function linkFact(text: string): string {
  const { ifname, mtu, linkinfo } = JSON.parse(text) as LinkLine;
  const { id, port } = linkinfo?.info_data ?? {};
  return linkinfo?.info_kind === 'vxlan'
    ? `link ${ifname} vxlan ${id} port ${port} mtu ${mtu}`
    : `link ${ifname} ${linkinfo?.info_kind} mtu ${mtu}`;
}

interface PeerLine {
  readonly dst?: string;
  readonly gateway?: string;
  readonly nhid?: number;
}

/** How each command's lines of ours are read; what says nothing of the network is left out. */
const FACTS: Readonly<Record<string, (text: string) => string | undefined>> = {
  'ip -d -j address': linkFact,
  'bridge -j fdb': (text) => {
    const { dst } = JSON.parse(text) as PeerLine;
    return dst === undefined ? undefined : `fdb ${dst}`;
  },
  'ip -j neigh show nud permanent': (text) => `neighbor ${(JSON.parse(text) as PeerLine).dst}`,
  'ip -j nexthop': (text) => `nexthop ${(JSON.parse(text) as PeerLine).gateway}`,
  'ip -d -j route show table all': (text) => {
    const { dst, nhid } = JSON.parse(text) as PeerLine;
    return nhid === undefined ? undefined : `route ${dst}`;
  },
  'nft list ruleset': (text) => {
    if (/^table ip flannelctl: chain forward \{$/.test(text)) return 'nft forward';
    return /^table ip flannelctl: chain postrtg \{$/.test(text) ? 'nft masquerade' : undefined;
  },
  'iptables-save': (text) => {
    if (/ :FLANNEL-FWD /.test(text)) return 'iptables forward';
    return / :FLANNEL-POSTRTG /.test(text) ? 'iptables masquerade' : undefined;
  },
  files: (text) => {
    const [name = '', , hash] = text.split(' ');
    if (hash === undefined) return undefined;
    return name === 'run/flannel/subnet.env' ? `subnet.env ${hash}` : `file ${name}`;
  },
};

/** The same as is to be seen in what is ours. */
export const seenFacts = (ours: Lines): string[] =>
  ours
    .flatMap((line) => {
      const at = line.indexOf(' | ');
      return FACTS[line.slice(0, at)]?.(line.slice(at + ' | '.length)) ?? [];
    })
    .toSorted();
