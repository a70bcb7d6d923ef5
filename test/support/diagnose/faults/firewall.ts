import { type Fault, iptablesPolicy, iptablesRule, nftNat, nftPolicy, nftRule } from '../fault.ts';

const EARLY = { priority: '-300' };
const OLD_CHAIN = 'iptables -t nat';

/** Faults of packet filters of other programs, whichever engine the node's own rules are of. */
export const FILTER_FAULTS: readonly Fault[] = [
  { name: 'nft drops what is forwarded', ...nftRule('forward', 'iifname flannel.1 drop'), first: 'Firewall' },
  { name: 'nft: policy of input is drop', ...nftPolicy('input'), first: 'Firewall' },
  {
    name: 'nft drops the overlay’s port',
    ...nftRule('input', 'udp dport 8472 drop'),
    first: 'Firewall',
    elsewhere: 'PeerLoss',
  },
  {
    name: 'nft drops the overlay’s port before routing',
    ...nftRule('prerouting', 'udp dport 8472 drop', EARLY),
    first: 'EarlyDrop',
  },
  {
    name: 'nft drops the overlay’s port at the uplink',
    ...nftRule('ingress device eth0', 'udp dport 8472 drop', { family: 'netdev' }),
    first: 'EarlyDrop',
  },
  {
    name: 'nft drops what leaves by the overlay',
    ...nftRule('postrouting', 'oifname flannel.1 drop'),
    first: 'LateDrop',
  },
  {
    name: 'nft drops the overlay’s port on its way out',
    ...nftRule('output', 'udp dport 8472 drop'),
    first: 'Output',
  },
  {
    name: 'nft redirects the overlay’s port',
    broken:
      "nft add table ip r; nft add chain ip r c '{ type nat hook prerouting priority -100; }'; nft add rule ip r c udp dport 8472 redirect to :9",
    first: 'Redirects',
    mended: 'nft delete table ip r',
  },
  {
    name: 'nft: pods are not tracked',
    ...nftRule('prerouting', 'ip saddr 10.244.0.0/16 notrack', EARLY),
    first: 'Untracked',
  },
  { name: 'nft masquerades everything', ...nftNat('postrouting', 'masquerade'), first: 'PodMasquerade' },
  {
    name: 'iptables: policy of FORWARD is DROP',
    ...iptablesPolicy('FORWARD'),
    first: 'Firewall',
    elsewhere: 'PeerPods',
  },
  { name: 'iptables: policy of INPUT is DROP', ...iptablesPolicy('INPUT'), first: 'Firewall' },
  {
    name: 'iptables-legacy: policy of FORWARD is DROP',
    ...iptablesPolicy('FORWARD', 'iptables-legacy'),
    first: 'Firewall',
  },
  {
    name: 'iptables rejects what pods send',
    ...iptablesRule('FORWARD -i cni0 -j REJECT'),
    first: 'Firewall',
  },
  {
    name: 'iptables rejects the overlay’s port',
    ...iptablesRule('INPUT -p udp --dport 8472 -j REJECT'),
    first: 'Firewall',
  },
  {
    name: 'iptables drops what pods send to the node',
    ...iptablesRule('INPUT -i cni0 -j DROP'),
    first: 'PodsToNode',
  },
  {
    name: 'iptables drops the overlay’s port on its way out',
    ...iptablesRule('OUTPUT -p udp --dport 8472 -j DROP'),
    first: 'Output',
  },
  {
    name: 'iptables masquerades pods',
    ...iptablesRule('POSTROUTING -s 10.244.0.0/16 -j MASQUERADE', { table: 'nat' }),
    first: 'PodMasquerade',
  },
];

/** Faults of the rules of a node itself, with nft. */
export const OWN_RULE_FAULTS: readonly Fault[] = [
  {
    name: 'rules flushed',
    broken: 'nft flush ruleset',
    first: 'FlannelRules',
    mended: 'fix',
    elsewhere: 'nothing',
    alone: true,
  },
  {
    name: 'masquerading rule gone',
    broken:
      "h=$(nft -a list chain ip flannelctl postrtg | grep 'daddr != 224' | sed 's/.*handle //'); nft delete rule ip flannelctl postrtg handle $h",
    first: 'FlannelRules',
    mended: 'fix',
  },
  {
    name: 'foreign rule among them',
    broken: 'nft insert rule ip flannelctl forward ip daddr 10.244.1.0/24 drop',
    first: 'FlannelRules',
    mended: 'fix',
  },
  {
    name: 'rules of an earlier engine and network, too',
    broken: `${OLD_CHAIN} -N FLANNEL-POSTRTG; ${OLD_CHAIN} -A FLANNEL-POSTRTG -s 10.42.0.0/16 -d 10.42.0.0/16 -j RETURN; ${OLD_CHAIN} -A FLANNEL-POSTRTG -s 10.42.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE; ${OLD_CHAIN} -A POSTROUTING -j FLANNEL-POSTRTG`,
    first: 'RulesTwice',
    mended: `${OLD_CHAIN} -D POSTROUTING -j FLANNEL-POSTRTG; ${OLD_CHAIN} -F FLANNEL-POSTRTG; ${OLD_CHAIN} -X FLANNEL-POSTRTG`,
  },
];
