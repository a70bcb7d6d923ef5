import { hostLinks, type LinkJson } from '../../host/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { repairOf } from '../repair.ts';

const STACKED = new Set(['vlan', 'macvlan', 'ipvlan', 'bond', 'bridge', 'team']);

/** Ports of a bridge that lead to no other host: of containers and virtual machines. */
const LOCAL = new Set(['veth', 'tun']);

/** The links that a link sends its packets by: the one below it, or its ports. */
const below = (uplink: LinkJson, links: readonly LinkJson[]): LinkJson[] =>
  links.filter(
    ({ ifname, master, linkinfo }) =>
      ifname !== undefined &&
      (ifname === uplink.link || master === uplink.ifname) &&
      !LOCAL.has(linkinfo?.info_kind ?? ''),
  );

/** Whether a link below the uplink carries less than the uplink says, as a bridge's port. */
export const lowerLinks = nodeCheck({
  name: 'LowerLinks',
  symptom: 'Full-size packets never leave the node; small ones do',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => {
    const { name } = node.uplink;
    const uplink = links.find(({ ifname }) => ifname === name);
    if (uplink === undefined || !STACKED.has(uplink.linkinfo?.info_kind ?? '')) return [];
    return below(uplink, links)
      .filter((link) => (link.mtu ?? 0) < (uplink.mtu ?? 0))
      .map((link) =>
        warning(
          `${link.ifname}, below the uplink ${name}, has MTU ${link.mtu}, and ${name} has ${uplink.mtu}`,
          `Give both the same: the larger one on ${link.ifname}, if its network carries it; else the smaller one on ${name}, then: ${repairOf(node)}`,
          {
            evidence: [
              `ip link show ${link.ifname}: mtu ${link.mtu}`,
              `ip link show ${name}: mtu ${uplink.mtu}`,
            ],
            impact: `Packets of more than ${link.mtu} bytes to other nodes are lost.`,
          },
        ),
      );
  },
});
