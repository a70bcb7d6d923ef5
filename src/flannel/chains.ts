/** flannel's chains of iptables, by table (flannel-facts 6.1, 6.2). */
export const FLANNEL_CHAINS = {
  nat: { name: 'FLANNEL-POSTRTG', hook: 'postrouting' },
  filter: { name: 'FLANNEL-FWD', hook: 'forward' },
} as const;

/** The comments on flannel's rules of iptables, by hook: with them its rules and ours are the same rules. */
export const FLANNEL_COMMENTS = { postrouting: 'flanneld masq', forward: 'flanneld forward' } as const;

/** flannel's tables of nft, by family (flannel-facts 6.4). */
export const FLANNEL_TABLES = { ip: 'flannel-ipv4', ip6: 'flannel-ipv6' } as const;

/** The chains in them, by hook. */
export const FLANNEL_NFT_CHAINS = { postrouting: 'postrtg', forward: 'forward' } as const;

const NAMES: ReadonlySet<string> = new Set([
  ...Object.values(FLANNEL_NFT_CHAINS),
  ...Object.values(FLANNEL_CHAINS).map(({ name }) => name),
]);

/** Whether a chain of either engine has one of flannel's names. */
export const isFlannelChain = (name: string): boolean => NAMES.has(name);
