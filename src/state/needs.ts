import type { Address, Family, LinkName } from '../net/index.ts';

/** What the objects of others can rest on: a link as such, one that is up, or speaks a family, an address, a nexthop object. */
type SharedNeed =
  | `${'link' | 'up' | 'ipv4' | 'ipv6'} ${LinkName}`
  | `address ${Address}`
  | `nexthop ${number}`;

/** What an object of a host can rest on; of our objects some rest on the MAC of a link, or follow a setting of the kernel. */
export type Need = SharedNeed | `mac ${LinkName}` | `setting ${string}`;

/** Whether the objects of others can rest on it, too. */
export const isShared = (need: Need): need is SharedNeed => !/^(mac|setting) /.test(need);

/** All that a link is for the objects of others. */
export const offersOf = (link: LinkName): Need[] => [
  `link ${link}`,
  `up ${link}`,
  `ipv4 ${link}`,
  `ipv6 ${link}`,
];

/** What an entry of a family on a link rests on: it goes with the link, with its state and with the family (kernel-facts 3.2). */
export const onLink = (link: LinkName, family: Family): Need[] => [
  `link ${link}`,
  `up ${link}`,
  ...(family === 6 ? [`ipv6 ${link}` as const] : []),
];
