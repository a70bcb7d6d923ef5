import type { ChosenBy, DefaultRoute, LinkJson, Reach, UplinkChoice } from '../../host/index.ts';
import { type Address, type Family, familyOf } from '../../net/index.ts';
import { refusalOf } from './links.ts';
import type { Pattern } from './regex.ts';

/** The input of the choice of an uplink: facts of the host, and the compiled patterns. */
export interface UplinkFacts {
  readonly links: readonly LinkJson[];
  /** In the kernel's order. */
  readonly defaultRoutes: { readonly [F in Family]?: readonly DefaultRoute[] };
  /** The route to the address of `--iface-can-reach`; undefined if there is none. */
  readonly reach?: Reach;
  /** The patterns of `--iface-regex`. */
  readonly patterns: readonly Pattern[];
}

/** A link that matches a flag, and the addresses that the flag fixes. */
export interface Match {
  readonly link: LinkJson;
  readonly fixed: { readonly [F in Family]?: Address };
  readonly by: ChosenBy;
  readonly reason: string;
}

/** The reason why no link matches, and the hint. */
export interface Miss {
  readonly miss: string;
  readonly hint?: string;
}

export type Found = Match | Miss;

/** The public IP that is given for a family. */
export const publicOf = ({ publicIP, publicIPv6 }: UplinkChoice, family: Family): Address | undefined =>
  family === 4 ? publicIP : publicIPv6;

/** Fixed addresses by family. */
export const fixedTo = (...addresses: readonly Address[]): Match['fixed'] =>
  Object.fromEntries(addresses.map((address) => [familyOf(address), address]));

/** A match, or a miss if the link can never be the uplink. */
export function matchOf(link: LinkJson, match: Omit<Match, 'link'>): Found {
  const refusal = refusalOf(link);
  return refusal === undefined ? { link, ...match } : { miss: `${link.ifname} ${refusal}` };
}
