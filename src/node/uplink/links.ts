import { isPodNetworkLink } from '../../flannel/index.ts';
import { isOurLink, type LinkJson } from '../../host/index.ts';

/** Links of Kubernetes that hold addresses of Services and lead nowhere. */
const SERVICES = new Set(['kube-ipvs0', 'nodelocaldns']);

export const isLoopback = ({ flags }: LinkJson): boolean => flags?.includes('LOOPBACK') ?? false;

/** The reason why a link can never be the uplink; undefined if it can. */
export function refusalOf(link: LinkJson): string | undefined {
  const { ifname = '' } = link;
  if (isLoopback(link)) return 'is the loopback';
  if (isOurLink(link) || isPodNetworkLink(ifname)) return 'belongs to the overlay itself';
  return SERVICES.has(ifname) ? 'only holds addresses of Services' : undefined;
}

/** The link types that connect containers and virtual machines. */
const GUESTS = new Set(['veth', 'tun']);

/**
 * Whether a bridge has only container links as ports, or none, such as docker0. A bridge with a physical port leads
 * out.
 */
function isForGuests({ ifname, linkinfo }: LinkJson, links: readonly LinkJson[]): boolean {
  if (linkinfo?.info_kind !== 'bridge') return false;
  return links
    .filter(({ master }) => master === ifname)
    .every((port) => GUESTS.has(port.linkinfo?.info_kind ?? ''));
}

/** Links that can be the uplink if a flag names them. */
const possibleLinks = (links: readonly LinkJson[]): LinkJson[] =>
  links.filter((link) => link.ifname !== undefined && refusalOf(link) === undefined);

/**
 * Links that can be the uplink without a flag, sorted by index, because kernels before 6.7 list them in another order.
 */
export const likelyLinks = (links: readonly LinkJson[]): LinkJson[] =>
  possibleLinks(links)
    .filter((link) => !isForGuests(link, links) && ownerOf(link, links) === undefined)
    .toSorted((a, b) => (a.ifindex ?? 0) - (b.ifindex ?? 0));

/** The link types whose ports send and receive for them, and have no addresses of their own; a VRF's keep theirs. */
const WITH_PORTS = new Set(['bridge', 'openvswitch', 'bond', 'team']);

/** The link that a port belongs to. */
export function ownerOf({ master }: LinkJson, links: readonly LinkJson[]): LinkJson | undefined {
  const owner = master === undefined ? undefined : links.find(({ ifname }) => ifname === master);
  return WITH_PORTS.has(owner?.linkinfo?.info_kind ?? '') ? owner : undefined;
}
