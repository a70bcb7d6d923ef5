import type { Host } from '../host/netns.ts';
import { CONFLIST, SUBNET_ENV } from '../host/node.ts';

/** A change of a host by others. */
export interface Drift {
  readonly name: string;
  /** Commands that are run one after the other. */
  readonly commands: readonly string[];
  /** What the log says of it. */
  readonly cause: RegExp;
}

/** What the drifts of one address family are made with. */
export interface DriftPeer {
  readonly ip: '-4' | '-6';
  readonly subnet: string;
  /** The address of flannel.1 of this node, and of cni0. */
  readonly own: string;
  readonly bridge: string;
  /** The table of nft, and the program of iptables. */
  readonly table: string;
  readonly iptables: string;
  readonly forwarding: string;
}

export const PEER_V4: DriftPeer = {
  ip: '-4',
  subnet: '10.244.2.0/24',
  own: '10.244.1.0/32',
  bridge: '10.244.1.1/24',
  table: 'ip flannelctl',
  iptables: 'iptables',
  forwarding: 'net.ipv4.ip_forward',
};

export const PEER_V6: DriftPeer = {
  ip: '-6',
  subnet: 'fd00:10:244:2::/64',
  own: 'fd00:10:244:1::/128',
  bridge: 'fd00:10:244:1::1/64',
  table: 'ip6 flannelctl',
  iptables: 'ip6tables',
  forwarding: 'net.ipv6.conf.all.forwarding',
};

const drift = (name: string, commands: readonly string[], cause: RegExp): Drift => ({
  name,
  commands,
  cause,
});

/** Drifts of links and files, which are there once for both families. */
export const sharedDrifts = ({ root }: Host): readonly Drift[] => [
  drift('flannel.1 down', ['ip link set flannel.1 down'], /link flannel\.1 was set down/),
  drift(
    'flannel.1 down and up',
    ['ip link set flannel.1 down', 'ip link set flannel.1 up'],
    /link flannel\.1 was changed|neighbors? .*deleted|route/,
  ),
  drift('flannel.1 deleted', ['ip link del flannel.1'], /link flannel\.1 was deleted/),
  drift('cni0 deleted', ['ip link del cni0'], /link cni0 was deleted/),
  drift('subnet.env deleted', [`rm ${root}/${SUBNET_ENV}`], /subnet\.env was deleted/),
  drift('subnet.env edited', [`cp /etc/hostname ${root}/${SUBNET_ENV}`], /subnet\.env was changed/),
  drift('CNI conf deleted', [`rm ${root}/${CONFLIST}`], /10-flannel\.conflist was deleted/),
];

/** Drifts of the rules. */
export const ruleDrifts = (engine: string, { table, iptables }: DriftPeer): readonly Drift[] =>
  engine === 'nft'
    ? [
        drift('ruleset flushed', ['nft flush ruleset'], /the nft table .* was flushed by nft/),
        drift('table deleted', [`nft delete table ${table}`], /the nft table .* was flushed by nft/),
      ]
    : [
        drift(
          'chain flushed',
          [`${iptables} -t nat -F FLANNEL-POSTRTG`],
          /the iptables table ip6? nat was changed by/,
        ),
      ];

/** Drifts of entries of one family. @param id of the peer's nexthop; @param mac of its flannel.1 */
export const entryDrifts = (
  { ip, subnet, own, bridge, forwarding }: DriftPeer,
  { id, mac, via, dst }: { id: string; mac: string; via: string; dst: string },
): readonly Drift[] => [
  drift('route deleted', [`ip ${ip} route del ${subnet} proto 140`], /route \S+ was deleted/),
  drift('nexthop deleted', [`ip nexthop del id ${id}`], /nexthop \d+ was deleted/),
  drift('neighbor deleted', [`ip neigh del ${via} dev flannel.1`], /neighbor flannel\.1 \S+ was deleted/),
  drift(
    'neighbor changed',
    [`ip neigh replace ${via} lladdr 0a:00:00:00:00:99 dev flannel.1 nud permanent`],
    /neighbor flannel\.1 \S+ was set/,
  ),
  drift(
    'FDB entry deleted',
    [`bridge fdb del ${mac} dev flannel.1 dst ${dst} self`],
    /fdb flannel\.1 \S+ was deleted/,
  ),
  drift('address of flannel.1 gone', [`ip addr del ${own} dev flannel.1`], /flannel\.1 lost the address/),
  drift('address of cni0 gone', [`ip addr del ${bridge} dev cni0`], /cni0 lost the address/),
  drift(
    'forwarding off',
    [`sysctl -qw ${forwarding}=0`],
    /sysctl net\/ipv[46]\/(?:ip_forward|conf\/all\/forwarding) was changed/,
  ),
];
