import { CONFLIST, type Rebuilt } from '../host/rebuild.ts';
import type { PublishedNode } from '../lease-writers.ts';

export type Engine = 'nft' | 'iptables';

/** One family of a node as flannel lays it out. */
interface Side {
  readonly family: 4 | 6;
  readonly network: string;
  readonly link: string;
  readonly mtu: number;
  readonly multicast: string;
  readonly local: string;
  readonly mac: string;
  readonly subnet: string;
}

const addressOf = (prefix: string): string => prefix.split('/')[0] ?? '';

const IPV4 = {
  family: 4,
  network: '10.244.0.0/16',
  link: 'flannel.1',
  mtu: 1450,
  multicast: '224.0.0.0/4',
} as const;
const IPV6 = {
  family: 6,
  network: 'fd00:244::/48',
  link: 'flannel-v6.1',
  mtu: 1430,
  multicast: 'ff00::/8',
} as const;

function sidesOf(node: PublishedNode): Side[] {
  const { publicIP, mac, subnet, publicIPv6, macV6, subnetV6 } = node;
  return [
    { ...IPV4, local: publicIP, mac, subnet },
    ...(publicIPv6 && macV6 && subnetV6
      ? [{ ...IPV6, local: publicIPv6, mac: macV6, subnet: subnetV6 }]
      : []),
  ];
}

const linkLines = ({ link, mac, mtu, local, subnet, family }: Side): string[] => [
  `link add ${link} address ${mac} mtu ${mtu} txqueuelen 0 type vxlan id 1 dev eth0 local ${local} dstport 8472 nolearning`,
  `address add ${addressOf(subnet)}/${family === 4 ? 32 : 128} dev ${link}`,
  `link set ${link} up`,
];

const peerLines = ({ link, mac, subnet }: Side): string[] => [
  `neigh replace ${addressOf(subnet)} lladdr ${mac} dev ${link} nud permanent`,
  `route replace ${subnet} via ${addressOf(subnet)} dev ${link} onlink`,
];

const fdbLine = ({ link, mac, local }: Side): string =>
  `fdb replace ${mac} dev ${link} dst ${local} self permanent`;

/** Rules 6.1 and 6.2 of flannel-facts, by nft. */
function nftTable({ family, network, subnet, multicast }: Side): string {
  const ip = family === 4 ? 'ip' : 'ip6';
  return `table ${ip} flannel-ipv${family} {
  comment "rules for flannel-ipv${family}"
  chain postrtg {
    comment "chain to manage traffic masquerading by flannel"
    type nat hook postrouting priority srcnat; policy accept;
    meta mark 0x00004000 return
    ${ip} saddr ${subnet} ${ip} daddr ${network} return
    ${ip} saddr ${network} ${ip} daddr ${subnet} return
    ${ip} saddr != ${subnet} ${ip} daddr ${network} return
    ${ip} saddr ${network} ${ip} daddr != ${multicast} masquerade fully-random
    ${ip} saddr != ${network} ${ip} daddr ${network} masquerade fully-random
  }
  chain forward {
    comment "chain to accept flannel traffic"
    type filter hook forward priority filter; policy accept;
    ${ip} saddr ${network} accept
    ${ip} daddr ${network} accept
  }
}
`;
}

/** The same for iptables-restore. */
function iptablesRules({ network, subnet, multicast }: Side): string {
  const masq = '-m comment --comment "flanneld masq"';
  const forward = '-m comment --comment "flanneld forward"';
  return `*filter
:FLANNEL-FWD - [0:0]
-A FORWARD ${forward} -j FLANNEL-FWD
-A FLANNEL-FWD -s ${network} ${forward} -j ACCEPT
-A FLANNEL-FWD -d ${network} ${forward} -j ACCEPT
COMMIT
*nat
:FLANNEL-POSTRTG - [0:0]
-A POSTROUTING ${masq} -j FLANNEL-POSTRTG
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 ${masq} -j RETURN
-A FLANNEL-POSTRTG -s ${subnet} -d ${network} ${masq} -j RETURN
-A FLANNEL-POSTRTG -s ${network} -d ${subnet} ${masq} -j RETURN
-A FLANNEL-POSTRTG ! -s ${network} -d ${subnet} ${masq} -j RETURN
-A FLANNEL-POSTRTG -s ${network} ! -d ${multicast} ${masq} -j MASQUERADE --random-fully
-A FLANNEL-POSTRTG ! -s ${network} -d ${network} ${masq} -j MASQUERADE --random-fully
COMMIT
`;
}

/** flanneld writes the MTU it asked for, also where the kernel gave the IPv6 device less (flannel-facts 13.2). */
function subnetEnv(sides: readonly Side[]): string {
  const lines = sides.flatMap(({ family, network, subnet }) => {
    const prefix = family === 4 ? 'FLANNEL' : 'FLANNEL_IPV6';
    const [address, length] = subnet.split('/');
    const gateway = family === 4 ? address?.replace(/0$/, '1') : `${address}1`;
    return [`${prefix}_NETWORK=${network}`, `${prefix}_SUBNET=${gateway}/${length}`];
  });
  return `${[...lines, 'FLANNEL_MTU=1450', 'FLANNEL_IPMASQ=true'].join('\n')}\n`;
}

/** The first of nodes as flannel lays it out with the others as its peers, on an uplink with an MTU of 1500. */
export function layOut([own, ...peers]: readonly PublishedNode[], engine: Engine): Rebuilt {
  const sides = own === undefined ? [] : sidesOf(own);
  const far = peers.flatMap(sidesOf);
  const rules = (family: 4 | 6): string =>
    engine === 'iptables'
      ? sides
          .filter((side) => side.family === family)
          .map(iptablesRules)
          .join('')
      : '';
  return {
    ip: [
      'link set lo up',
      'link add name eth0 type veth peer name eth0-far',
      'link set eth0 up',
      'link set eth0-far up',
      `address add ${own?.publicIP}/24 dev eth0`,
      `address add ${own?.publicIPv6 ?? 'fd00:200::1'}/64 dev eth0 nodad`,
      'route add default via 192.168.1.254 dev eth0',
      ...sides.flatMap(linkLines),
      ...far.flatMap(peerLines),
    ],
    bridge: far.map(fdbLine),
    nft: engine === 'nft' ? sides.map(nftTable).join('') : '',
    iptables: rules(4),
    ip6tables: rules(6),
    settings: Object.fromEntries(sides.map(({ link }) => [`net/ipv6/conf/${link}/accept_ra`, '0'])),
    files: {
      '/run/flannel/subnet.env': subnetEnv(sides),
      '/etc/cni/net.d/10-flannel.conflist': CONFLIST,
    },
  };
}
