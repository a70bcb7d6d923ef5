import { Failure } from '../errors/index.ts';
import { type Address, type LinkName, parseAddress } from '../net/index.ts';
import { listLinks, listRoutes } from './facts.ts';
import type { AddressJson, LinkJson } from './observe/links.ts';

/** The link by which this node reaches the others, and the address it has there. */
export interface Uplink {
  readonly name: LinkName;
  readonly address: Address;
  /** In bytes, before any overhead of the overlay. */
  readonly mtu: number;
  readonly up: boolean;
}

export interface UplinkChoice {
  /** A link's name or one of its addresses. */
  readonly iface?: string;
  readonly publicIP?: Address;
}

const noUplink = (message: string, hint: string): Failure =>
  new Failure('preflight', `Uplink: ${message}`, { hint });

/** flannel's order: global before link-local, permanent before dynamic, first before secondary (flannel-facts 7.2). */
const rank = ({ scope, dynamic, secondary }: AddressJson): number =>
  (scope === '0' ? 0 : 4) + (dynamic ? 2 : 0) + (secondary ? 1 : 0);

function addressesOf(link: LinkJson): AddressJson[] {
  const usable = (link.addr_info ?? []).filter(
    ({ family, scope, deprecated }) => family === 'inet' && scope !== '254' && !deprecated,
  );
  return usable.toSorted((a, b) => rank(a) - rank(b));
}

const hasAddress = (link: LinkJson, address: string): boolean =>
  addressesOf(link).some(({ local }) => local === address);

const named = (links: readonly LinkJson[]): string => links.map(({ ifname }) => ifname).join(', ');

function byIface(links: readonly LinkJson[], iface: string): [LinkJson, string | undefined] {
  const byAddress = parseAddress(iface) !== undefined;
  const link = links.find((candidate) =>
    byAddress ? hasAddress(candidate, iface) : candidate.ifname === iface,
  );
  if (link !== undefined) return [link, byAddress ? iface : undefined];
  throw noUplink(
    `no link ${byAddress ? 'has the address' : 'is named'} ${iface}`,
    `There are: ${named(links)}.`,
  );
}

async function byDefaultRoute(links: readonly LinkJson[]): Promise<LinkJson> {
  const route = (await listRoutes()).find(({ dst, dev }) => dst === 'default' && dev !== undefined);
  const link = links.find(({ ifname }) => ifname !== undefined && ifname === route?.dev);
  if (link !== undefined) return link;
  throw noUplink(
    'there is no default route to find the uplink by',
    'Name the link with --iface, or its address with --public-ip.',
  );
}

function byPublicIP(links: readonly LinkJson[], address: Address): LinkJson {
  const link = links.find((candidate) => hasAddress(candidate, address));
  if (link !== undefined) return link;
  throw noUplink(`no link has the public IP ${address}`, 'Behind NAT, name the link with --iface as well.');
}

/** The uplink as flanneld would choose it (flannel-facts 7.2): --iface, else the link with --public-ip, else the default route's. */
export async function findUplink({ iface, publicIP }: UplinkChoice): Promise<Uplink> {
  const links = await listLinks();
  const [link, fixed] =
    iface !== undefined
      ? byIface(links, iface)
      : [publicIP === undefined ? await byDefaultRoute(links) : byPublicIP(links, publicIP), publicIP];
  const address = fixed ?? addressesOf(link)[0]?.local;
  if (address === undefined) {
    throw noUplink(`${link.ifname} has no IPv4 address`, `ip address add ADDRESS/LENGTH dev ${link.ifname}`);
  }
  return {
    name: link.ifname as LinkName,
    address: address as Address,
    mtu: link.mtu ?? 0,
    up: link.flags?.includes('UP') ?? false,
  };
}
