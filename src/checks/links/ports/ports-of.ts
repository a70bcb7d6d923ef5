import type { LinkJson } from '../../../host/index.ts';

/** A link with its name. */
type NamedLink = LinkJson & { readonly ifname: string };

/** The ports of a bridge. */
export const portsOf = (bridge: string, links: readonly LinkJson[]): NamedLink[] =>
  links.flatMap((link) =>
    link.master === bridge && link.ifname !== undefined ? { ...link, ifname: link.ifname } : [],
  );
