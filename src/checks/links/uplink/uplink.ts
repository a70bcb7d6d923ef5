import { podMtu } from '../../../backends/index.ts';
import { hostLinks, type LinkJson, type Uplink } from '../../../host/index.ts';
import { type Address, familyOf } from '../../../net/index.ts';
import { shellCommand, shellWord } from '../../../words/index.ts';
import { error, type Finding, nodeCheck, outage, warning } from '../../check.ts';
import { UPLINK_CHECK } from '../../names.ts';
import { mtuFindings } from './mtu.ts';

const checkState = ({ name, up }: Uplink): Finding[] =>
  up ? [] : [error(`${name} is down`, shellCommand(['ip', 'link', 'set', name, 'up']))];

/** An uplink that is up and has nothing at its other end: a pulled cable, a switch port or a virtual machine that is off. */
export function checkCarrier({ name, up }: Uplink, links: readonly LinkJson[]): Finding[] {
  const flags = links.find(({ ifname }) => ifname === name)?.flags;
  if (!up || flags?.includes('NO-CARRIER') !== true) return [];
  return [
    outage(
      `${name} has no carrier: no packet reaches another node`,
      `Look at the cable, the switch port or the other end of the link: ${shellCommand(['ip', 'link', 'show', name])}`,
    ),
  ];
}

const flagFor = ([first]: Uplink['candidates'], name: string): string =>
  first?.name === name ? `--public-ip ${first.address}` : `--iface ${shellWord(first?.name ?? '')}`;

/** Only the default route is a guess; whatever else an uplink was chosen by was somebody's word. */
export function checkChoice({ name, addresses, by, reason, candidates }: Uplink): Finding[] {
  if (by !== 'default-route' || candidates.length === 0) return [];
  const others = candidates.map((candidate) => `${candidate.name} ${candidate.address}`).join(', ');
  const own = [addresses.ipv4, addresses.ipv6].filter((address) => address !== undefined).join(' and ');
  return [
    warning(
      `${name} ${own} was taken as uplink, because ${reason}; it could also be ${others}`,
      `Name the one that the other nodes are reached by: --iface ${shellWord(name)}, or ${flagFor(candidates, name)}`,
    ),
  ];
}

/** A public IP that the uplink hasn't is one behind NAT, or a mistake. */
export function checkPublicIP({ name, addresses }: Uplink, publicIPs: readonly Address[]): Finding[] {
  return publicIPs.flatMap((publicIP) => {
    const own = familyOf(publicIP) === 4 ? addresses.ipv4 : addresses.ipv6;
    if (own === publicIP) return [];
    return [
      warning(
        `the public IP ${publicIP} is not ${name}'s ${own}`,
        'That is right behind NAT; peers must reach this node at the public IP.',
      ),
    ];
  });
}

/** Links that put packets into others, as iproute2 calls their types. */
const TUNNELS = new Set([
  ...['wireguard', 'tun', 'vxlan', 'geneve', 'gre', 'gretap', 'ip6gre', 'ip6gretap', 'erspan'],
  ...['ip6erspan', 'ipip', 'ip6tnl', 'sit', 'vti', 'vti6', 'xfrm', 'ppp', 'fou', 'gtp', 'bareudp'],
]);

/** The overlay through a tunnel works, with what two headers leave; its MTU is one that a person has to get right on both ends. */
export function checkTunnel({ name, kind, mtu }: Uplink, inner: number): Finding[] {
  if (!TUNNELS.has(kind)) return [];
  return [
    warning(
      `the uplink ${name} is a tunnel itself (${kind}, MTU ${mtu}), so that pods get an MTU of ${inner}`,
      `If ${name} is not meant to carry the pods' packets, name another link: --iface. If it is, see that each node's has MTU ${mtu}.`,
    ),
  ];
}

export const uplink = nodeCheck({
  name: UPLINK_CHECK,
  symptom: 'No pod of another node is reached, or the overlay uses the wrong link or address',
  exit: 'preflight',
  when: ['preflight', 'boot', 'status'],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => [
    ...checkState(node.uplink),
    ...checkCarrier(node.uplink, links),
    ...checkChoice(node.uplink),
    ...checkTunnel(node.uplink, podMtu(node.network)),
    ...mtuFindings(node.network, node.ways.paths),
    ...checkPublicIP(
      node.uplink,
      node.network.families.map(({ own }) => own.publicIP),
    ),
  ],
});
