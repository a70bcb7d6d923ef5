import type { DefaultRoute, UplinkChoice } from '../../host/index.ts';
import type { Family } from '../../net/index.ts';
import { FAMILY_LABELS, hasAddress } from './addresses.ts';
import { type Found, fixedTo, matchOf, publicOf, type UplinkFacts } from './match.ts';

const NAT = 'Behind NAT, name the link with --iface as well.';

/** The link with the public IP. Public IPs of both families must be on one link. */
export function byPublicIP(choice: UplinkChoice, { links }: UplinkFacts): Found | undefined {
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

/** The links of a family's first default route that leads anywhere. */
function defaultLinks(routes: readonly DefaultRoute[] = []): string[] {
  const route = routes.find(({ type }) => type === undefined);
  return [...new Set([route?.dev, ...(route?.nexthops ?? []).map(({ dev }) => dev)])].flatMap(
    (dev) => dev ?? [],
  );
}

/**
 * The link of the default route. flannel gives up on a multipath default route; here only if its next hops use
 * different links.
 */
export function byDefaultRoute(families: readonly Family[], { links, defaultRoutes }: UplinkFacts): Found {
  const names = new Set<string>();
  for (const family of families) {
    const devs = defaultLinks(defaultRoutes[family]);
    const what = `${FAMILY_LABELS[family]} default route`;
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

export function byMemory(name: string, { links }: UplinkFacts): Found {
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return { miss: `${name}, ${SET_UP_WITH}, is gone`, hint: TAKE_ANOTHER };
  return matchOf(link, { fixed: {}, by: 'remembered', reason: 'this node was set up with it' });
}
