import type { ChosenBy, DefaultRoute, LinkJson, Reach, UplinkChoice } from '../../host/index.ts';
import { type Address, type Family, familyOf } from '../../net/index.ts';
import { refusalOf } from './links.ts';
import type { Pattern } from './regex.ts';

/** What an uplink is chosen by: what the host says, and the patterns that it is looked at with. */
export interface Sight {
  readonly links: readonly LinkJson[];
  /** In the order of the kernel. */
  readonly defaultRoutes: { readonly [F in Family]?: readonly DefaultRoute[] };
  /** How `--iface-can-reach` is reached; undefined if it isn't. */
  readonly reach?: Reach;
  /** Those of `--iface-regex`. */
  readonly patterns: readonly Pattern[];
}

/** A link that fits what was said, and the addresses that this fixes. */
export interface Match {
  readonly link: LinkJson;
  readonly fixed: { readonly [F in Family]?: Address };
  readonly by: ChosenBy;
  readonly reason: string;
}

/** Why no link fits, and what to do about it. */
export interface Miss {
  readonly miss: string;
  readonly hint?: string;
}

export type Found = Match | Miss;

export const publicOf = ({ publicIP, publicIPv6 }: UplinkChoice, family: Family): Address | undefined =>
  family === 4 ? publicIP : publicIPv6;

/** Addresses by their family. */
export const fixedTo = (...addresses: readonly Address[]): Match['fixed'] =>
  Object.fromEntries(addresses.map((address) => [familyOf(address), address]));

/** A link that can't be the uplink is none, whatever leads to it. */
export function matchOf(link: LinkJson, match: Omit<Match, 'link'>): Found {
  const refusal = refusalOf(link);
  return refusal === undefined ? { link, ...match } : { miss: `${link.ifname} ${refusal}` };
}
