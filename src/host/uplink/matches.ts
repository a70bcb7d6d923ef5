import type { Address, Family } from '../../net/index.ts';
import { familyOf, parseAddress } from '../../net/index.ts';
import type { LinkJson } from '../observe/links.ts';
import { FAMILY_NAMES, hasAddress, usableAddresses } from './addresses.ts';
import { likelyLinks, refusalOf } from './links.ts';
import type { ChosenBy, DefaultRoute, Reach, UplinkChoice } from './types.ts';

/** What the host says that an uplink is chosen by. */
export interface Sight {
  readonly links: readonly LinkJson[];
  /** In the order of the kernel. */
  readonly defaultRoutes: { readonly [F in Family]?: readonly DefaultRoute[] };
  /** How `--iface-can-reach` is reached; undefined if it isn't. */
  readonly reach?: Reach;
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

const NAT = 'Behind NAT, name the link with --iface as well.';

const fixedTo = (...addresses: readonly Address[]): Match['fixed'] =>
  Object.fromEntries(addresses.map((address) => [familyOf(address), address]));

/** A link that can't be the uplink is none, whatever leads to it. */
function matchOf(link: LinkJson, match: Omit<Match, 'link'>): Found {
  const refusal = refusalOf(link);
  return refusal === undefined ? { link, ...match } : { miss: `${link.ifname} ${refusal}` };
}

export function byName(name: string, { links }: Sight): Found {
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return { miss: `no link is named ${name}` };
  return matchOf(link, { fixed: {}, by: 'iface', reason: `--iface ${name} names it` });
}

/** A public IP on another link than the one with the address; one that no link has is behind NAT. */
function elsewhere(
  link: LinkJson,
  address: Address,
  choice: UplinkChoice,
  { links }: Sight,
): Miss | undefined {
  const others = choice.families
    .filter((family) => family !== familyOf(address))
    .flatMap((family) => publicOf(choice, family) ?? []);
  for (const other of others) {
    const holder = hasAddress(link, other) ? link : links.find((candidate) => hasAddress(candidate, other));
    if (holder !== undefined && holder !== link)
      return {
        miss: `${address} is on ${link.ifname}, but the public IP ${other} is on ${holder.ifname}`,
        hint: 'Both families go by the same link.',
      };
  }
  return undefined;
}

export function byAddress(address: Address, choice: UplinkChoice, sight: Sight): Found {
  if (!choice.families.includes(familyOf(address)))
    return {
      miss: `${address} is an ${FAMILY_NAMES[familyOf(address)]} address, of which the network has none`,
    };
  const link = sight.links.find((candidate) => hasAddress(candidate, address));
  if (link === undefined) return { miss: `no link has the address ${address}` };
  const reason = `it has the address ${address} of --iface`;
  return (
    elsewhere(link, address, choice, sight) ?? matchOf(link, { fixed: fixedTo(address), by: 'iface', reason })
  );
}

export function byRegex(regex: RegExp, text: string, families: readonly Family[], { links }: Sight): Found {
  const likely = likelyLinks(links);
  const by = 'iface-regex';
  for (const link of likely) {
    const matching = families.flatMap(
      (family) => usableAddresses(link, family).find((address) => regex.test(address)) ?? [],
    );
    if (matching.length === families.length) {
      const reason = `--iface-regex ${text} matches its address ${matching.join(' and ')}`;
      return { link, fixed: fixedTo(...matching), by, reason };
    }
  }
  const link = likely.find(({ ifname }) => regex.test(ifname ?? ''));
  if (link === undefined)
    return { miss: `no link has an address or a name that --iface-regex ${text} matches` };
  return { link, fixed: {}, by, reason: `--iface-regex ${text} matches its name` };
}

export function byReach(address: Address, families: readonly Family[], { links, reach }: Sight): Found {
  if (reach?.type === '2')
    return { miss: `${address} of --iface-can-reach is this node's own address`, hint: "Give a peer's." };
  const link = reach === undefined ? undefined : links.find(({ ifname }) => ifname === reach.dev);
  if (link === undefined) return { miss: `there is no route to ${address}, which --iface-can-reach is for` };
  const source = parseAddress(reach?.prefsrc ?? '');
  const isAsked = source !== undefined && families.includes(familyOf(source));
  return matchOf(link, {
    fixed: isAsked ? fixedTo(source) : {},
    by: 'iface-can-reach',
    reason: `it leads to ${address}, which --iface-can-reach asks for`,
  });
}

/** Public IPs of both families have to be on one link. */
export function byPublicIP(choice: UplinkChoice, { links }: Sight): Found | undefined {
  const addresses = choice.families.flatMap((family) => publicOf(choice, family) ?? []);
  const holders = addresses.map((address) => links.find((link) => hasAddress(link, address)));
  const [link] = holders;
  if (addresses.length === 0) return undefined;
  const lost = holders.indexOf(undefined);
  if (link === undefined || lost >= 0)
    return { miss: `no link has the public IP ${addresses[lost]}`, hint: NAT };
  const other = holders.findIndex((holder) => holder !== link);
  if (other >= 0)
    return {
      miss: `the public IP ${addresses[0]} is on ${link.ifname}, but ${addresses[other]} is on ${holders[other]?.ifname}`,
      hint: `Both families go by the same link. ${NAT}`,
    };
  const reason = `it has the public IP ${addresses.join(' and ')}`;
  return matchOf(link, { fixed: fixedTo(...addresses), by: 'public-ip', reason });
}

const DEFAULT_HINT = 'Name the link with --iface, or its address with --public-ip.';

/** The links of the first default route of a family that leads anywhere. */
function defaultLinks(routes: readonly DefaultRoute[] = []): string[] {
  const route = routes.find(({ type }) => type === undefined);
  return [...new Set([route?.dev, ...(route?.nexthops ?? []).map(({ dev }) => dev)])].flatMap(
    (dev) => dev ?? [],
  );
}

/** flannel gives up on a default route with more than one way; here it only does where they go by different links. */
export function byDefaultRoute(families: readonly Family[], { links, defaultRoutes }: Sight): Found {
  const names = new Set<string>();
  for (const family of families) {
    const devs = defaultLinks(defaultRoutes[family]);
    const what = `${FAMILY_NAMES[family]} default route`;
    if (devs.length === 0) return { miss: `there is no ${what} to find the uplink by`, hint: DEFAULT_HINT };
    if (devs.length > 1)
      return { miss: `the ${what} goes by more than one link: ${devs.join(', ')}`, hint: DEFAULT_HINT };
    names.add(devs[0] ?? '');
  }
  if (names.size > 1)
    return {
      miss: `the default route goes by ${[...names].join(' for IPv4 and by ')} for IPv6`,
      hint: 'Both families go by the same link: name it with --iface.',
    };
  const link = links.find(({ ifname }) => names.has(ifname ?? ''));
  if (link === undefined) return { miss: 'the link of the default route is gone', hint: DEFAULT_HINT };
  return matchOf(link, { fixed: {}, by: 'default-route', reason: 'the default route goes by it' });
}

export const SET_UP_WITH = 'the uplink that this node was set up with';
export const TAKE_ANOTHER = 'If another link has taken its place: flannelctl join --iface LINK';

export function byMemory(name: string, { links }: Sight): Found {
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return { miss: `${name}, ${SET_UP_WITH}, is gone`, hint: TAKE_ANOTHER };
  return matchOf(link, { fixed: {}, by: 'remembered', reason: 'this node was set up with it' });
}
