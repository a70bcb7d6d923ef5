import type { LinkJson } from '../../host/index.ts';

/** The settings that decide what becomes of pods' packets. */
const SETTINGS =
  '^net\\.(bridge\\.|netfilter\\.nf_conntrack_(max|count)|ipv[46]\\.(ip_|tcp_mtu|neigh\\.default\\.gc_|route\\.|conf\\.(all|default|LINKS)\\.))';

/** nstat with -s does not write its history file. */
const OF_HOST = `uname -a
ip -V
bridge -V
nft --version
iptables --version
ethtool --version
ip -d -s link show
ip -d address show
ip rule show
ip -6 rule show
ip route show table all
ip -6 route show table all
ip -d nexthop show
ip -s neigh show
ip -6 -s neigh show
bridge -d link show
bridge -d -s fdb show
nft list ruleset
iptables-save -c
ip6tables-save -c
iptables-legacy-save -c
ip6tables-legacy-save -c
ss -lunp
nstat -asz
conntrack -S
journalctl --no-pager -b -n 300 -t flannelctl
journalctl --no-pager -b -n 300 -u flanneld -u flannel
journalctl --no-pager -b -n 300 -u k3s -u k3s-agent -u rke2-server -u rke2-agent -g flannel
journalctl --no-pager -b -n 300 -k -g flannel|vxlan|martian|conntrack|neighbo|checksum|cni0`;

/** What `ethtool` is asked of a link that packets between nodes go by. */
const OF_LINK = ['-i', '-k', '-S'];

/** The links that packets between nodes go by: not those of pods, of which there can be hundreds. */
const isBetween = ({ ifname, master }: LinkJson): boolean => ifname !== 'lo' && master === undefined;

/** A link's name in the name of its setting, where dots separate the parts (procps 4). */
const inSetting = (name: string): string => name.replaceAll('.', '/');

/** The commands whose output people ask for who are to find a fault. */
export function commandsFor(links: readonly LinkJson[]): readonly (readonly string[])[] {
  const names = links.filter(isBetween).flatMap(({ ifname }) => ifname ?? []);
  const pattern = SETTINGS.replace('LINKS', ['lo', ...names].map(inSetting).join('|'));
  return [
    ...OF_HOST.split('\n').map((line) => line.split(' ')),
    ['sysctl', '-a', '--pattern', pattern],
    ...names.flatMap((name) => OF_LINK.map((option) => ['ethtool', option, name])),
  ];
}
