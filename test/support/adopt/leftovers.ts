import type { Host } from '../host/netns.ts';

const MASQ = '-m comment --comment "flanneld masq"';

/** What flanneld leaves behind in the course of time, and how flannelctl writes each where it takes it away. */
const LEFTOVERS: readonly (readonly [commands: readonly string[], shown: readonly RegExp[]])[] = [
  // The MAC of a peer before.
  [
    ['bridge fdb add 4a:00:00:00:ff:02 dev flannel.1 dst 192.168.1.2 self permanent'],
    [/^fdb 4a:00:00:00:ff:02 dev flannel\.1/],
  ],
  // A peer that vanished while flanneld was down.
  [
    [
      'ip neigh add 10.244.99.0 lladdr 4a:00:00:00:00:63 dev flannel.1 nud permanent',
      'bridge fdb add 4a:00:00:00:00:63 dev flannel.1 dst 192.168.1.99 self permanent',
      'ip route add 10.244.99.0/24 via 10.244.99.0 dev flannel.1 onlink',
    ],
    [/^neigh 10\.244\.99\.0 /, /^fdb 4a:00:00:00:00:63 /, /^route 10\.244\.99\.0\/24 /],
  ],
  // One that was reached directly, of host-gw or with DirectRouting.
  [['ip route add 10.244.98.0/24 via 192.168.1.98 dev eth0'], [/^route 10\.244\.98\.0\/24 /]],
  // What iptables' rules were cleaned up to when nft came, with the chain that was made in the wrong table.
  [
    [
      'iptables -t nat -N FLANNEL-POSTRTG',
      `iptables -t nat -A POSTROUTING ${MASQ} -j FLANNEL-POSTRTG`,
      'iptables -t nat -N FLANNEL-FWD',
    ],
    [/^iptables table ip nat: .*FLANNEL-POSTRTG/, /^iptables table ip nat$/],
  ],
  // The device of a VNI of before.
  [
    [
      'ip link add flannel.9 type vxlan id 9 dev eth0 local 192.168.1.1 dstport 8472 nolearning',
      'ip address add 10.244.1.0/32 dev flannel.9',
      'ip link set flannel.9 up',
    ],
    [/^link flannel\.9 /],
  ],
];

/** How the leftovers are written where they go. */
export const LEFT_OVER = LEFTOVERS.flatMap(([, shown]) => shown);

/** What of a host's own tools' output tells of them. */
export const TRACES = /4a:00:00:00:(ff:02|00:63)|10\.244\.9[89]\.0|FLANNEL-|flannel\.9\b/;

export async function leaveThings({ sh }: Host): Promise<void> {
  for (const [commands] of LEFTOVERS) for (const command of commands) await sh(command);
}
