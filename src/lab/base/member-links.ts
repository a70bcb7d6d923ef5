import { type LinkJson, listLinksIn } from '../../host/index.ts';
import type { Address } from '../../net/index.ts';
import { type ByFamily, valuesOf } from './families.ts';

/** The links in a member's network namespace, or the reason why they cannot be listed. */
export type MemberLinks = readonly LinkJson[] | string;

/**
 * Lists the links in a network namespace.
 * @param namespaces the namespaces that exist
 */
export async function memberLinks(namespace: string, namespaces: ReadonlySet<string>): Promise<MemberLinks> {
  if (!namespaces.has(namespace)) return 'its network namespace is gone';
  return (await listLinksIn(namespace)) ?? "its links can't be listed";
}

/** The first link that matches; undefined also if the links could not be listed. */
export const findLink = (links: MemberLinks, is: (link: LinkJson) => boolean): LinkJson | undefined =>
  typeof links === 'string' ? undefined : links.find(is);

/** Describes the problem if a member's link lacks one of its addresses. */
export function addressProblem(
  links: MemberLinks,
  dev: string,
  addresses: ByFamily<Address>,
): string | undefined {
  if (typeof links === 'string') return links;
  const link = findLink(links, ({ ifname }) => ifname === dev);
  if (link === undefined) return `there is no ${dev}`;
  const { flags = [], addr_info = [] } = link;
  const usable = flags.includes('UP') ? addr_info.filter(({ dadfailed }) => !dadfailed) : [];
  const missing = valuesOf(addresses).filter((address) => !usable.some(({ local }) => local === address));
  return missing.length === 0 ? undefined : `${dev} is down or doesn't have ${missing.join(', ')}`;
}
