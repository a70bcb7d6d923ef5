import { isPodNetworkLink } from '../../flannel/index.ts';
import { isOurLink, type LinkJson } from '../../host/index.ts';

/** Links of Kubernetes' own that have addresses of Services and lead nowhere. */
const SERVICES = new Set(['kube-ipvs0', 'nodelocaldns']);

/** Why a link can never be the uplink; undefined if it can. */
export function refusalOf(link: LinkJson): string | undefined {
  const { ifname = '', flags } = link;
  if (flags?.includes('LOOPBACK')) return 'is the loopback';
  if (isOurLink(link) || isPodNetworkLink(ifname)) return 'belongs to the overlay itself';
  return SERVICES.has(ifname) ? 'only holds addresses of Services' : undefined;
}

/** What containers and virtual machines are plugged in by. */
const GUESTS = new Set(['veth', 'tun']);

/** A bridge that only has containers on it, or nothing yet, such as docker0. One that a real link is a port of leads out. */
function isForGuests({ ifname, linkinfo }: LinkJson, links: readonly LinkJson[]): boolean {
  if (linkinfo?.info_kind !== 'bridge') return false;
  return links
    .filter(({ master }) => master === ifname)
    .every((port) => GUESTS.has(port.linkinfo?.info_kind ?? ''));
}

/** Links that can be the uplink if they are named. */
const possibleLinks = (links: readonly LinkJson[]): LinkJson[] =>
  links.filter((link) => link.ifname !== undefined && refusalOf(link) === undefined);

/** Links that can be the uplink without being named, in the order of their indices, which kernels before 6.7 don't list them in. */
export const likelyLinks = (links: readonly LinkJson[]): LinkJson[] =>
  possibleLinks(links)
    .filter((link) => !isForGuests(link, links))
    .toSorted((a, b) => (a.ifindex ?? 0) - (b.ifindex ?? 0));
