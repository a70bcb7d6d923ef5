import type { DefaultRoute, LinkJson, UplinkChoice } from '../../host/index.ts';
import { type Address, type Family, familyOf, isLinkLocal } from '../../net/index.ts';
import { candidatesAmong, FAMILY_LABELS, hasAddress, usableAddresses } from './addresses.ts';
import { isLoopback, likelyLinks, ownerOf, refusalOf } from './links.ts';
import { type Found, fixedTo, type Miss, matchOf, publicOf, type UplinkFacts } from './match.ts';

const NAT = 'Behind NAT, name the link with --iface as well.';

const FLAGS: Readonly<Record<Family, string>> = { 4: '--public-ip', 6: '--public-ipv6' };

/** No link has an address, which may be a list's or a record's of an earlier time. */
function noHolder(address: Address, links: readonly LinkJson[]): Miss {
  const family = familyOf(address);
  const [now] = candidatesAmong(likelyLinks(links), [family]);
  const moved =
    now === undefined ? '' : `If this node has another address now: ${FLAGS[family]} ${now.address}\n`;
  return { miss: `no link has the public IP ${address}`, hint: `${moved}${NAT}` };
}

/** The link with the public IP. Public IPs of both families must be on one link. */
export function byPublicIP(choice: UplinkChoice, facts: UplinkFacts): Found | undefined {
  const { links } = facts;
  const addresses = choice.families.flatMap((family) => publicOf(choice, family) ?? []);
  const holders = addresses.map((address) => links.find((link) => hasAddress(link, address)));
  const [link] = holders;
  const lost = addresses[holders.indexOf(undefined)];
  if (lost !== undefined) return noHolder(lost, links);
  if (link === undefined) return undefined;
  const other = holders.findIndex((holder) => holder !== link);
  if (other >= 0)
    return {
      miss: `the public IP ${addresses[0]} is on ${link.ifname}, but ${addresses[other]} is on ${holders[other]?.ifname}`,
      hint: `Both families go by the same link. ${NAT}`,
    };
  // A routed host has its address on lo, and sends from it by whatever link leads out.
  if (isLoopback(link)) {
    const found = byDefaultRoute(choice.families, facts);
    return 'miss' in found ? found : { ...found, fixed: fixedTo(...addresses), by: 'public-ip' };
  }
  const reason = `it has the public IP ${addresses.join(' and ')}`;
  return matchOf(link, { fixed: fixedTo(...addresses), by: 'public-ip', reason });
}

const hintOf = (family: Family): string =>
  `Name the link with --iface, or its address with ${FLAGS[family]}.`;

/** The links that a default route goes by. */
const linksOf = ({ dev, nexthops = [] }: DefaultRoute): string[] =>
  [...new Set([dev, ...nexthops.map((hop) => hop.dev)])].flatMap((name) => name ?? []);

/** Why a link that no flag names can't be meant; undefined if it can. */
function doubtOf(name: string, family: Family, links: readonly LinkJson[]): string | undefined {
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return undefined;
  const refusal = refusalOf(link);
  if (refusal !== undefined) return refusal;
  const owner = ownerOf(link, links);
  if (owner !== undefined) return `is a port of ${owner.ifname}`;
  const addresses = usableAddresses(link, family);
  return addresses.length > 0 && addresses.every(isLinkLocal)
    ? `has only the link-local address ${addresses[0]}`
    : undefined;
}

/** The links of a family's first default route that leads anywhere and whose links can be meant. */
function defaultLinks(family: Family, { links, defaultRoutes }: UplinkFacts): string[] | Miss {
  const what = `${FAMILY_LABELS[family]} default route`;
  const routes = (defaultRoutes[family] ?? [])
    .filter(({ type }) => type === undefined)
    .map(linksOf)
    .filter((devs) => devs.length > 0);
  const meant = routes.find((devs) => devs.every((dev) => doubtOf(dev, family, links) === undefined));
  if (meant !== undefined) return meant;
  const [dev] = routes[0] ?? [];
  if (dev === undefined) return { miss: `there is no ${what} to find the uplink by`, hint: hintOf(family) };
  return { miss: `the ${what} goes by ${dev}, which ${doubtOf(dev, family, links)}`, hint: hintOf(family) };
}

/**
 * The link of the default route. flannel gives up on a multipath default route; here only if its next hops use
 * different links.
 */
export function byDefaultRoute(families: readonly Family[], facts: UplinkFacts): Found {
  const names = new Set<string>();
  for (const family of families) {
    const devs = defaultLinks(family, facts);
    if ('miss' in devs) return devs;
    const what = `${FAMILY_LABELS[family]} default route`;
    if (devs.length > 1)
      return {
        miss: `the ${what} goes by more than one link: ${devs.join(', ')}`,
        hint: `Name one of them: --iface ${devs.join(', or --iface ')}. Where the node's address is on lo, give it as well: --public-ip.`,
      };
    names.add(devs[0] ?? '');
  }
  if (names.size > 1)
    return {
      miss: `the default route goes by ${[...names].join(' for IPv4 and by ')} for IPv6`,
      hint: 'Both families go by the same link: name it with --iface.',
    };
  const link = facts.links.find(({ ifname }) => names.has(ifname ?? ''));
  if (link === undefined) return { miss: 'the link of the default route is gone', hint: hintOf(4) };
  return matchOf(link, { fixed: {}, by: 'default-route', reason: 'the default route goes by it' });
}

export const SET_UP_WITH = 'the uplink that this node was set up with';
export const TAKE_ANOTHER = 'If another link has taken its place: flannelctl join --iface LINK';

/** The link that this node was set up with. */
export function bySavedName(name: string, { links }: UplinkFacts): Found {
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return { miss: `${name}, ${SET_UP_WITH}, is gone`, hint: TAKE_ANOTHER };
  return matchOf(link, { fixed: {}, by: 'remembered', reason: 'this node was set up with it' });
}
