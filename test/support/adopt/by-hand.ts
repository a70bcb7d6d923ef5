import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freshHost, type Host } from '../host/netns.ts';
import { CONFLIST, SUBNET_ENV } from '../host/node.ts';

/** What of a host that flanneld has built is unusual. */
export interface ByHand {
  readonly mtu?: number;
  /** Addresses of flannel.1. */
  readonly addresses?: readonly string[];
  /** Commands besides, after flannel.1 and one peer are there. */
  readonly more?: readonly string[];
  readonly conf?: object;
  /** Whether n2 is reached by flannel.1. */
  readonly hasPeer?: boolean;
}

async function writeIn({ root }: Host, file: string, text: string): Promise<void> {
  await mkdir(path.join(root, path.dirname(file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const PEER = [
  'ip route add 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
  'ip neighbor add 10.244.2.0 lladdr 2a:00:00:00:00:02 dev flannel.1 nud permanent',
  'bridge fdb append 2a:00:00:00:00:02 dev flannel.1 dst 192.168.77.2 self permanent',
];

/** A host that flanneld has built as 10.244.1.0/24 of a vxlan network, with one peer. */
export async function flannelByHand(given: ByHand = {}): Promise<Host> {
  const { mtu = 1450, addresses = ['10.244.1.0/32'], more = [], conf, hasPeer = true } = given;
  const host = await freshHost();
  const lines = ['NETWORK=10.244.0.0/16', 'SUBNET=10.244.1.1/24', `MTU=${mtu}`, 'IPMASQ=true'];
  await writeIn(host, SUBNET_ENV, lines.map((line) => `FLANNEL_${line}\n`).join(''));
  if (conf !== undefined) await writeIn(host, CONFLIST, JSON.stringify(conf));
  const vxlan = 'type vxlan id 1 dev eth0 local 192.168.77.1 dstport 8472 nolearning';
  const overlay = [
    `ip link add flannel.1 address 2a:11:22:33:44:55 mtu 1450 ${vxlan}`,
    ...addresses.map((address) => `ip address add ${address} dev flannel.1`),
    'ip link set flannel.1 up',
  ];
  for (const command of [...overlay, ...(hasPeer ? PEER : []), ...more]) await host.sh(command);
  return host;
}

/** What makes a bridge with the gateway of the node's pods. */
export const bridgeOf = (name: string): string[] => [
  `ip link add ${name} type bridge`,
  `ip address add 10.244.1.1/24 dev ${name}`,
  `ip link set ${name} up`,
];
