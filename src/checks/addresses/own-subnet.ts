import type { FamilyInput } from '../../backends/index.ts';
import { isPodNetworkLink } from '../../flannel/index.ts';
import {
  type AddressJson,
  isOurLink,
  type LinkJson,
  type RouteJson,
  toDestination,
} from '../../host/index.ts';
import {
  ADDRESS_BITS,
  FAMILY_OF,
  lengthOf,
  parseAddress,
  prefixContains,
  prefixContainsAddress,
} from '../../net/index.ts';
import { shellCommand } from '../../words/index.ts';
import { error, type Finding } from '../check.ts';
import { routeRemoval, routeWords } from '../route-words.ts';

/**
 * Whether a route loses to the pod bridge's own of the same subnet. Of two with one metric the kernel takes the one that was there
 * first (6.18); IPv6's own has a better metric. flannel makes such a blackhole with --ip-blackhole-route.
 */
const losesToBridge = (
  { name, own }: FamilyInput,
  bridge: string,
  route: RouteJson,
  all: readonly RouteJson[],
): boolean => {
  const family = FAMILY_OF[name];
  if (toDestination(route.dst ?? '', family) !== own.subnet) return false;
  if (family === 6 && route.type !== undefined) return true;
  const wins = all.findIndex(({ dst, dev }) => dev === bridge && dst === route.dst);
  return wins >= 0 && wins < all.indexOf(route);
};

/** Foreign routes inside this node's own subnet, except for those to single addresses, which are pods'. */
function routesInside(
  input: FamilyInput,
  bridge: string,
  foreign: readonly RouteJson[],
  all: readonly RouteJson[],
): Finding[] {
  const family = FAMILY_OF[input.name];
  const { subnet } = input.own;
  return foreign
    .filter((route) => {
      const dst = toDestination(route.dst ?? '', family);
      if (dst === undefined) return false;
      const isSingle = lengthOf(dst) === ADDRESS_BITS[family];
      return prefixContains(subnet, dst) && !isSingle && !losesToBridge(input, bridge, route, all);
    })
    .map((route) =>
      error(
        `the route ${routeWords(route).join(' ')} is in this node's own subnet ${subnet}: packets to its pods don't go to ${bridge}`,
        `Give this node another subnet, or: ${routeRemoval(family, route)}`,
      ),
    );
}

/** A pod's own link may have the gateway's address, as that of the ptp plugin. */
const isPodLink = (link: LinkJson, { prefixlen }: AddressJson, bits: number): boolean =>
  link.linkinfo?.info_kind === 'veth' && prefixlen === bits;

/** Addresses of other links in this node's own subnet, such as docker0's with a --bip out of subnet.env. */
function addressesInside({ name, own }: FamilyInput, bridge: string, links: readonly LinkJson[]): Finding[] {
  return links
    .filter((link) => !isOurLink(link) && link.ifname !== bridge && !isPodNetworkLink(link.ifname ?? ''))
    .flatMap((link) =>
      (link.addr_info ?? []).flatMap((info) => {
        const address = parseAddress(info.local ?? '');
        const isIn = address !== undefined && prefixContainsAddress(own.subnet, address);
        if (!isIn || isPodLink(link, info, ADDRESS_BITS[FAMILY_OF[name]])) return [];
        const shown = `${address}/${info.prefixlen}`;
        return [
          error(
            `${link.ifname} has the address ${shown}, in this node's own subnet ${own.subnet}, which is ${bridge}'s`,
            `Give ${link.ifname} addresses of another network (Docker: "bip" in daemon.json), or: ${shellCommand(['ip', 'address', 'del', shown, 'dev', link.ifname ?? ''])}`,
          ),
        ];
      }),
    );
}

/** What keeps packets for this node's pods from the pod bridge. */
export const ownSubnetFindings = (
  input: FamilyInput,
  bridge: string,
  foreign: readonly RouteJson[],
  all: readonly RouteJson[],
  links: readonly LinkJson[],
): Finding[] => {
  const addresses = addressesInside(input, bridge, links);
  // Where a link has an address, the route by it is the address's.
  const named = new Set(links.flatMap(({ ifname, addr_info }) => (addr_info?.length ? ifname : [])));
  const routes = addresses.length > 0 ? foreign.filter(({ dev }) => !named.has(dev ?? '')) : foreign;
  return [...addresses, ...routesInside(input, bridge, routes, all)];
};
