import type { AddressJson, Candidate, LinkJson } from '../../host/index.ts';
import {
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
 * `secondary` bit also means temporary.
 */
const rank = ({ local, dynamic, temporary, secondary }: AddressJson): number =>
  (isLinkLocal(local as Address) ? 4 : 0) + (dynamic ? 2 : 0) + (temporary || secondary ? 1 : 0);

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
  // A duplicate address belongs to another host.
  const usable = unicastOf(link).filter(
    ({ local, deprecated, dadfailed }) => familyOf(local as Address) === family && !deprecated && !dadfailed,
  );
  return usable.toSorted((a, b) => rank(a) - rank(b)).map(({ local }) => local as Address);
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
