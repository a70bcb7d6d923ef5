import { hostLinks, type LinkJson } from '../../host/index.ts';
import { type Address, lengthOf, type Prefix, parsePrefix, prefixesOverlap } from '../../net/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { ownLinks } from '../own-links.ts';

/** An address of a link with the network around it. */
interface Attached {
  readonly link: string;
  readonly address: Address;
  readonly network: Prefix;
}

/** The addresses of links that are up, with networks of more than one address; link-local ones are on every link. */
const attachedTo = (links: readonly LinkJson[]): Attached[] =>
  links.flatMap(({ ifname = '', flags = [], addr_info = [] }) =>
    addr_info.flatMap(({ local = '', prefixlen, scope, family }) => {
      const network = parsePrefix(`${local}/${prefixlen}`);
      if (network === undefined || scope !== '0' || !flags.includes('UP')) return [];
      if (lengthOf(network) === (family === 'inet6' ? 128 : 32)) return [];
      return [{ link: ifname, address: local as Address, network }];
    }),
  );

/**
 * Whether a second link is on the uplink's network. The kernel answers ARP for all its addresses by both, and answers
 * leave by the one whose route comes first, whatever the source.
 */
export const sharedNetwork = nodeCheck({
  name: 'SharedNetwork',
  symptom: 'Nodes reach each other at times, or by one link while the other is meant',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ uplink, network }, { links }) => {
    const all = attachedTo(links);
    const used = new Set<string>(network.families.map(({ local }) => local));
    const own = all.filter(({ link, address }) => link === uplink.name && used.has(address));
    return all
      .filter(({ link }) => !ownLinks(network).includes(link))
      .flatMap((other) => {
        const shared = own.find((one) => prefixesOverlap(one.network, other.network));
        if (shared === undefined) return [];
        return [
          warning(
            `${other.link} (${other.address}) and the uplink ${uplink.name} (${shared.address}) are on one network, ${shared.network}`,
            `Give ${other.link} addresses of another network, or take both into a bond.`,
            {
              evidence: [
                `ip address show ${other.link}: ${other.address}/${lengthOf(other.network)}`,
                `ip address show ${uplink.name}: ${shared.address}/${lengthOf(shared.network)}`,
              ],
              impact:
                'Packets to peers may leave by one link, and theirs come by the other; rp_filter drops such.',
            },
          ),
        ];
      });
  },
});
