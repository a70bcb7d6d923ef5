import { type LinkJson, listLinksIn } from '../host/index.ts';
import type { Address } from '../net/index.ts';
import { type ByFamily, valuesOf } from './families.ts';

/** The links in a member's network namespace, or what keeps them from being listed. */
export type MemberLinks = readonly LinkJson[] | string;

/** @param namespaces those that there are */
export async function memberLinks(namespace: string, namespaces: ReadonlySet<string>): Promise<MemberLinks> {
  if (!namespaces.has(namespace)) return 'its network namespace is gone';
  return (await listLinksIn(namespace)) ?? "its links can't be listed";
}

/** Undefined also where none can be listed. */
export const findLink = (links: MemberLinks, is: (link: LinkJson) => boolean): LinkJson | undefined =>
  typeof links === 'string' ? undefined : links.find(is);

/** Says what is wrong if a link of a member doesn't have the addresses it should have. */
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
