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

export const FAMILY_WORDS = { 4: 'IPv4', 6: 'IPv6' } as const;

/** Loopback, and what is no address of one host: such are never taken. */
const NOT_UNICAST = ['127.0.0.0/8' as Prefix, '224.0.0.0/4' as Prefix, '::1/128' as Prefix];

const isIn = (prefixes: readonly Prefix[], address: Address): boolean =>
  prefixes.some((prefix) => prefixContainsAddress(prefix, address));

/** flannel's order: global before link-local, permanent before dynamic, not temporary before temporary, which is the bit of `secondary`, too. */
const rank = ({ local, dynamic, temporary, secondary }: AddressJson): number =>
  (isLinkLocal(local as Address) ? 4 : 0) + (dynamic ? 2 : 0) + (temporary || secondary ? 1 : 0);

const unicastOf = (link: LinkJson): AddressJson[] =>
  (link.addr_info ?? []).filter(({ local }) => {
    const address = parseAddress(local ?? '');
    return address !== undefined && !isIn(NOT_UNICAST, address);
  });

/** The addresses of a link that peers could reach it at, best first. By their value, not their scope, as Go sees them. */
export function usableAddresses(link: LinkJson, family: Family): Address[] {
  // A duplicate is another host's.
  const usable = unicastOf(link).filter(
    ({ local, deprecated, dadfailed }) => familyOf(local as Address) === family && !deprecated && !dadfailed,
  );
  return usable.toSorted((a, b) => rank(a) - rank(b)).map(({ local }) => local as Address);
}

/** Whether a link has an address, also one that would not be taken by itself. */
export const hasAddress = (link: LinkJson, address: Address): boolean =>
  unicastOf(link).some(({ local }) => local === address);

/** Links with an address that they could be taken for: each with its best one. One of the link only doesn't count. */
export const candidatesAmong = (links: readonly LinkJson[], families: readonly Family[]): Candidate[] =>
  links.flatMap((link) => {
    const [address] = families
      .flatMap((family) => usableAddresses(link, family))
      .filter((usable) => !isLinkLocal(usable));
    return address === undefined ? [] : [{ name: link.ifname as LinkName, address }];
  });
