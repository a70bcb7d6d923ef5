import type { Address, Family, LinkName } from '../../net/index.ts';

/** What foreign objects can depend on: a link's existence, its state, its families, an address, a nexthop object. */
type SharedNeed =
  | `${'link' | 'up' | 'ipv4' | 'ipv6'} ${LinkName}`
  | `address ${Address}`
  | `nexthop ${number}`;

/** What an object of a host can depend on; ours also on the MAC of a link and on a setting. */
export type Need = SharedNeed | `mac ${LinkName}` | `setting ${string}`;

/** Whether foreign objects can depend on it, too. */
export const isShared = (need: Need): need is SharedNeed => !/^(mac|setting) /.test(need);

/** What a link offers to foreign objects. */
export const offersOf = (link: LinkName): Need[] => [
  `link ${link}`,
  `up ${link}`,
  `ipv4 ${link}`,
  `ipv6 ${link}`,
];

/** What an entry of a family on a link depends on: the link, its state and the family (kernel-facts 3.2). */
export const onLink = (link: LinkName, family: Family): Need[] => [
  `link ${link}`,
  `up ${link}`,
  ...(family === 6 ? [`ipv6 ${link}` as const] : []),
];
