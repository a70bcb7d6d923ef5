import {
  addressPart,
  familyOf,
  type InterfaceAddress,
  type LinkName,
  lengthOf,
  type Prefix,
  prefixOf,
} from '../../../../src/net/index.ts';
import type { Link, LinkAddress, VxlanSpec } from '../../../../src/state/index.ts';
import { dropWhere, existing, type ModelKernel, refuse } from './kernel.ts';

/** What vxlan takes of the underlay's MTU (kernel: VXLAN_HEADROOM, VXLAN6_HEADROOM). */
const HEADROOM = { 4: 50, 6: 70 } as const;

export const linkOf = (kernel: ModelKernel, name: string): Link =>
  existing(kernel.links, name, 'Cannot find device');

const change = (kernel: ModelKernel, link: Link, part: Partial<Link>): void => {
  kernel.links.set(link.name, { ...link, ...part });
};

const mtuLimit = (kernel: ModelKernel, { dev, local }: VxlanSpec): number =>
  linkOf(kernel, dev).mtu - HEADROOM[familyOf(local)];

/** Links over IPv4 and over IPv6 have sockets of their own. */
const sharesSocket = (a: VxlanSpec, b: VxlanSpec): boolean =>
  a.port === b.port && familyOf(a.local) === familyOf(b.local);

const isTwin = (a: VxlanSpec, b: Link['spec']): boolean =>
  b.type === 'vxlan' && a.vni === b.vni && sharesSocket(a, b);

/** A new link is down, and a vxlan's MTU is cut to what its underlay has room for. */
export function addLink(kernel: ModelKernel, link: Link): void {
  if (kernel.links.has(link.name)) refuse('File exists');
  const { spec } = link;
  if (spec.type === 'vxlan') {
    if ([...kernel.links.values()].some((other) => isTwin(spec, other.spec)))
      refuse('A VXLAN device with the specified VNI already exists');
    kernel.links.set(link.name, { ...link, mtu: Math.min(link.mtu, mtuLimit(kernel, spec)) });
  } else kernel.links.set(link.name, link);
  kernel.sysctls.set(`net/ipv6/conf/${link.name}/accept_ra`, '1');
}

/** A link takes all with it that is on it. */
export function deleteLink(kernel: ModelKernel, name: string): void {
  linkOf(kernel, name);
  loseWhenDown(kernel, name);
  dropWhere(kernel.fdb, ({ dev }) => dev === name);
  kernel.addresses = kernel.addresses.filter(({ dev }) => dev !== name);
  kernel.sysctls.delete(`net/ipv6/conf/${name}/accept_ra`);
  kernel.links.delete(name);
}

const flushNeighbors = (kernel: ModelKernel, name: string): void =>
  dropWhere(kernel.neighbors, ({ dev }) => dev === name);

const isIpv6 = ({ address }: LinkAddress): boolean => familyOf(addressPart(address)) === 6;

/** IPv6 addresses, neighbours, nexthops and the routes by them go when a link goes down (kernel-facts 3.2). */
function loseWhenDown(kernel: ModelKernel, name: string): void {
  kernel.addresses = kernel.addresses.filter((address) => address.dev !== name || !isIpv6(address));
  flushNeighbors(kernel, name);
  dropWhere(kernel.nexthops, ({ dev }) => dev === name);
  dropWhere(kernel.routes, ({ nhid, dev }) =>
    nhid === undefined ? dev === name : !kernel.nexthops.has(nhid),
  );
}

export function setState(kernel: ModelKernel, name: string, up: boolean): void {
  const link = linkOf(kernel, name);
  if (link.up && !up) loseWhenDown(kernel, name);
  if (up && !link.up) refuseSharedPort(kernel, link);
  change(kernel, link, { up });
}

/** One UDP socket serves all vxlan links of a port, and has GBP or not. */
function refuseSharedPort(kernel: ModelKernel, { spec }: Link): void {
  if (spec.type !== 'vxlan') return;
  for (const { up, spec: other } of kernel.links.values()) {
    if (up && other.type === 'vxlan' && sharesSocket(other, spec) && other.gbp !== spec.gbp)
      refuse('Address already in use');
  }
}

export function setMtu(kernel: ModelKernel, name: string, mtu: number): void {
  const link = linkOf(kernel, name);
  if (link.spec.type === 'vxlan' && mtu > mtuLimit(kernel, link.spec)) refuse('Invalid argument');
  change(kernel, link, { mtu });
}

/** The neighbours are flushed, permanent ones too, and also if the MAC was the same. */
export function setMac(kernel: ModelKernel, name: string, mac: Link['mac']): void {
  change(kernel, linkOf(kernel, name), { mac });
  flushNeighbors(kernel, name);
}

export const setField = (
  kernel: ModelKernel,
  name: string,
  part: Partial<Pick<Link, 'alias' | 'group'>>,
): void => change(kernel, linkOf(kernel, name), part);

/** Only of a vxlan link it is looked at. */
export function setQueue(kernel: ModelKernel, name: string, txqlen: number): void {
  const link = linkOf(kernel, name);
  if (link.spec.type === 'vxlan') change(kernel, link, { txqlen });
}

export function setVxlan(
  kernel: ModelKernel,
  name: string,
  part: Pick<VxlanSpec, 'vni' | 'local' | 'dev' | 'learning'>,
): void {
  const link = linkOf(kernel, name);
  if (link.spec.type !== 'vxlan' || link.spec.vni !== part.vni) refuse('Cannot change VNI');
  if (familyOf(link.spec.local) !== familyOf(part.local))
    refuse('New local address family does not match old');
  const spec: VxlanSpec = { ...link.spec, ...part };
  change(kernel, link, { spec, mtu: Math.min(link.mtu, mtuLimit(kernel, spec)) });
}

const subnetOf = (address: InterfaceAddress): Prefix => prefixOf(addressPart(address), lengthOf(address));

const isMate =
  (dev: string, address: InterfaceAddress) =>
  (other: LinkAddress): boolean =>
    other.dev === dev && subnetOf(other.address) === subnetOf(address);

export function putAddress(
  kernel: ModelKernel,
  verb: 'add' | 'replace',
  dev: LinkName,
  address: InterfaceAddress,
): void {
  linkOf(kernel, dev);
  if (kernel.addresses.some((other) => other.dev === dev && other.address === address)) {
    if (verb === 'add') refuse('Address already assigned');
    return;
  }
  kernel.addresses.push({ kind: 'address', dev, address });
}

/** Of IPv4, the first address of a subnet takes the others along; the last of a link its neighbours and plain routes. */
export function deleteAddress(kernel: ModelKernel, dev: LinkName, address: InterfaceAddress): void {
  linkOf(kernel, dev);
  const mates = kernel.addresses.filter(isMate(dev, address));
  const found = mates.find((other) => other.address === address) ?? refuse('Address not found');
  const gone = new Set(mates[0] === found && !isIpv6(found) ? mates : [found]);
  kernel.addresses = kernel.addresses.filter((other) => !gone.has(other));
  if (isIpv6(found) || kernel.addresses.some((other) => other.dev === dev && !isIpv6(other))) return;
  dropWhere(kernel.neighbors, (other) => other.dev === dev && familyOf(other.dst) === 4);
  dropWhere(
    kernel.routes,
    ({ nhid, dev: by, dst }) => nhid === undefined && by === dev && familyOf(addressPart(dst)) === 4,
  );
}

/**
 * The routes that the kernel makes by itself: one to the subnet of every primary address of a link that is up. Those of
 * IPv6 have a metric of their own, and stand in nobody's way.
 */
export const connectedRoutes = (kernel: ModelKernel): { dst: Prefix; dev: LinkName }[] =>
  kernel.addresses
    .filter((address) => !isIpv6(address) && linkOf(kernel, address.dev).up && lengthOf(address.address) < 32)
    .map(({ dev, address }) => ({ dst: subnetOf(address), dev }))
    .filter((route, i, all) => all.findIndex((other) => other.dst === route.dst) === i);
