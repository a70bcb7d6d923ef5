import type { Host } from '../../support/host/netns.ts';
import { isOtherLink, type Network } from './network.ts';

/** What somebody does to an object of ours, if it is there. */
interface Meddling {
  /** Lines for the shell, which say `hit` if it was there. `$link` is the overlay's, `$root` where files are. */
  readonly script: string;
  /** Lines of a snapshot that may show it. */
  readonly shows: RegExp;
  /**
   * Whether it is still to be seen after a transaction between two states was rolled back: it is neither the
   * transaction's doing nor on something that the transaction recreated.
   */
  readonly stays: (before: Network | undefined, to: Network | undefined) => boolean;
}

const isSameLink = (before: Network | undefined, to: Network | undefined): boolean =>
  before !== undefined && !isOtherLink(before, to);

/** By the mark of what is foreign to us in a file. */
export const EDITED = '# edited';

const ifLink = (condition: string, command: string): string =>
  `if [ -n "$link" ] && ${condition}; then ${command} && echo hit; fi`;

const isPeer2 = 'ip neigh show 10.244.2.0 dev $link nud permanent | grep -q .';

const MEDDLING = {
  'no route': {
    script: 'if ip route show 10.244.2.0/24 | grep -q nhid; then ip route del 10.244.2.0/24 && echo hit; fi',
    shows: /^$/,
    stays: () => false,
  },
  mtu: {
    script: ifLink('true', 'ip link set $link mtu 1333'),
    shows: /flannel[./]\d/, // sysctl writes a dot in a name as a slash
    stays: (before, to) => isSameLink(before, to) && before?.mtu === to?.mtu,
  },
  file: {
    script: `f=$root/run/flannel/subnet.env; if [ -f $f ]; then echo '${EDITED}' >> $f; echo hit; fi`,
    shows: /^files \| run(\/flannel(\/subnet.env)?)? /,
    stays: () => true,
  },
  neighbor: {
    script: ifLink(
      isPeer2,
      'ip neigh replace 10.244.2.0 lladdr 02:00:00:00:0e:0d dev $link nud permanent protocol 140',
    ),
    shows: /^ip -j neigh.*"10\.244\.2\.0"/,
    stays: (before, to) => isSameLink(before, to) && to?.peers['n2'] !== undefined,
  },
  'fdb entry': {
    script: ifLink('true', 'bridge fdb append 02:00:00:00:0e:0f dev $link dst 192.168.77.250 self permanent'),
    shows: /^bridge -j fdb.*192\.168\.77\.250/,
    stays: isSameLink,
  },
  rule: {
    script: [
      'if nft list chain ip flannelctl forward > /dev/null 2>&1',
      'then nft add rule ip flannelctl forward ip saddr 10.9.9.9 accept && echo hit',
      'elif iptables -n -L FLANNEL-FWD > /dev/null 2>&1',
      'then iptables -A FLANNEL-FWD -s 10.9.9.9 -j ACCEPT && echo hit; fi',
    ].join('\n'),
    shows: /10\.9\.9\.9/,
    stays: (before, to) =>
      before !== undefined && before.engine === to?.engine && before.ipMasq === to.ipMasq,
  },
  'link gone': { script: ifLink('true', 'ip link del $link'), shows: /^$/, stays: () => false },
} as const satisfies Readonly<Record<string, Meddling>>;

export type MeddlingName = keyof typeof MEDDLING;

export const MEDDLING_NAMES = Object.keys(MEDDLING) as MeddlingName[];

export const meddlingOf = (name: MeddlingName): Meddling => MEDDLING[name];

/** Does it, if there is something to do it to; says whether there was. */
export async function meddle(host: Host, name: MeddlingName): Promise<boolean> {
  const link =
    "link=$(ip -br link show type vxlan group 17996 | sed -n 's/^\\(flannel[^ @]*\\).*/\\1/p' | head -n 1)";
  const said = await host.sh('sh -s', `set -e\nroot=${host.root}\n${link}\n${meddlingOf(name).script}\n`);
  return said.includes('hit');
}
