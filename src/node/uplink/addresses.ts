import type { AddressJson, Candidate, LinkJson } from '../../host/index.ts';
import {
  ADDRESS_BITS,
  type Address,
  type Family,
  familyOf,
  isLinkLocal,
  type LinkName,
  type Prefix,
  parseAddress,
  prefixContainsAddress,
} from '../../net/index.ts';

export const FAMILY_LABELS = { 4: 'IPv4', 6: 'IPv6' } as const;

/** Networks without usable unicast addresses: loopback and multicast. Such addresses are never chosen. */
const NOT_UNICAST = ['127.0.0.0/8' as Prefix, '224.0.0.0/4' as Prefix, '::1/128' as Prefix];

const isIn = (prefixes: readonly Prefix[], address: Address): boolean =>
  prefixes.some((prefix) => prefixContainsAddress(prefix, address));

/**
 * flannel's order of addresses: global before link-local, permanent before dynamic, not temporary before temporary. The
 * `secondary` bit also means temporary. A virtual IP is after all others: it may be on another host tomorrow.
 */
const rank = (info: AddressJson, among: readonly AddressJson[]): number =>
  (isLinkLocal(info.local as Address) ? 8 : 0) +
  (isVirtual(info, among) ? 4 : 0) +
  (info.dynamic ? 2 : 0) +
  (info.temporary || info.secondary ? 1 : 0);

/** Whether an address was put as one of its own beside a subnet's, as keepalived and kube-vip do; DHCPv6's is dynamic. */
const isVirtual = ({ local, prefixlen, dynamic }: AddressJson, among: readonly AddressJson[]): boolean => {
  const family = familyOf(local as Address);
  const isSingle = !dynamic && prefixlen === ADDRESS_BITS[family];
  return isSingle && among.some((other) => isOfSubnet(other, family));
};

const isOfSubnet = ({ local, prefixlen }: AddressJson, family: Family): boolean =>
  familyOf(local as Address) === family &&
  !isLinkLocal(local as Address) &&
  prefixlen !== undefined &&
  prefixlen < ADDRESS_BITS[family];

const unicastOf = (link: LinkJson): AddressJson[] =>
  (link.addr_info ?? []).filter(({ local }) => {
    const address = parseAddress(local ?? '');
    return address !== undefined && !isIn(NOT_UNICAST, address);
  });

/**
 * The addresses of a link at which peers could reach it, best first. Classified by value, as Go does, not by the
 * kernel's scope.
 */
export function usableAddresses(link: LinkJson, family: Family): Address[] {
  return usableOf(link, family).map(({ local }) => local as Address);
}

/** The addresses of a link whose preferred lifetime is over, and which still receive what is sent to them. */
export const deprecatedAddresses = (link: LinkJson, family: Family): Address[] =>
  unicastOf(link)
    .filter(
      ({ local, deprecated, dadfailed }) => familyOf(local as Address) === family && deprecated && !dadfailed,
    )
    .map(({ local }) => local as Address);

function usableOf(link: LinkJson, family: Family): AddressJson[] {
  // A duplicate address belongs to another host.
  const usable = unicastOf(link).filter(
    ({ local, deprecated, dadfailed }) => familyOf(local as Address) === family && !deprecated && !dadfailed,
  );
  return usable.toSorted((a, b) => rank(a, usable) - rank(b, usable));
}

/** The addresses of a link that somebody may mean as well as the best one. */
export function steadyAddresses(link: LinkJson, family: Family): Address[] {
  const usable = usableOf(link, family);
  return usable
    .filter((info) => !info.dynamic && !info.temporary && !isVirtual(info, usable))
    .flatMap(({ local }) => (isLinkLocal(local as Address) ? [] : [local as Address]));
}

/** Whether a link has an address, including addresses that are never chosen. */
export const hasAddress = (link: LinkJson, address: Address): boolean =>
  unicastOf(link).some(({ local }) => local === address);

/** The links with a usable address, each with its best one. Link-local addresses don't count. */
export const candidatesAmong = (links: readonly LinkJson[], families: readonly Family[]): Candidate[] =>
  links.flatMap((link) => {
    const [address] = families
      .flatMap((family) => usableAddresses(link, family))
      .filter((usable) => !isLinkLocal(usable));
    return address === undefined ? [] : [{ name: link.ifname as LinkName, address }];
  });
